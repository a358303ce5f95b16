"""Which cells of a notebook its tests need: pictures and training runs that no test reads are left out of grading.

When it cannot be told, a cell counts as needed.
"""

import ast
import functools
import symtable

# A call of one of these, as a statement, changes something that later cells see without naming it.
_EFFECTS = set(
    "append basicConfig chdir copy dump enable_gui exec extend filterwarnings insert makedirs mkdir open print_to_file reload run "
    "run_cell_magic run_line_magic save savetxt savez seed set_printoptions set_state setattr setdefault seterr setrecursionlimit "
    "simplefilter system to_csv tofile update urlretrieve write write_bytes write_text".split()
)

# A cell that uses one of these may read any name.
HIDDEN_USE = {"eval", "exec", "globals", "locals", "vars", "get_ipython", "compile"}


def needed(sources, keep):
    """The indices of the cells that the cells in `keep` depend on, and `keep` itself, in order.

    `sources` are the cells' code in plain Python (magics translated); one that Python cannot read gives and reads nothing. A
    cell is needed if it gives a value to a global name that a needed cell after it reads: it binds the name, stores into it,
    calls one of its methods as a statement, or draws from it, if it is a random generator (a name with `rng` in it). Pictures
    and training runs that no test reads drop out. A cell that seeds, writes a file, or changes a setting stays.
    """
    nodes = [node for source in sources for node in _parsed(source)[0]]
    aliases = [alias for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names]
    imported = {(alias.asname or alias.name).split(".")[0] for alias in aliases}
    reads, later, gives, acts = zip(*(_names(source, imported) for source in sources)) if sources else ((),) * 4
    keep = set(keep) | {index for index, act in enumerate(acts) if act}
    chosen, at_any_time = set(), set()
    while True:  # what a function reads may get its value after the function is defined
        found, wanted = set(), set(at_any_time)
        for index in reversed(range(len(sources))):
            if index in keep or gives[index] & wanted:
                found.add(index)
                wanted |= reads[index]
                at_any_time |= later[index]
        if found == chosen:
            return sorted(chosen)
        chosen = found


def defined(source):
    """The global names that a cell binds."""
    return _bound(_parsed(source)[1][0])


def read(source):
    """The global names that a cell reads, at once or in its functions."""
    reads, later, _, _ = _names(source, set())
    return reads | later


@functools.lru_cache(1000)  # most cells are asked about several times
def _parsed(source):
    """All nodes of a cell's tree and all its tables of symbols; those of nothing if Python cannot read it."""
    try:
        nodes, tables = list(ast.walk(ast.parse(source))), [symtable.symtable(source, "<cell>", "exec")]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _parsed("")
    for table in tables:  # it grows
        tables += table.get_children()
    return nodes, tables


def _bound(table):
    top = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    below = [s for child in table.get_children() for s in _all(child)]
    return top | {s.get_name() for s in below if s.is_declared_global() and s.is_assigned()}


def _all(table):
    yield from table.get_symbols()
    for child in table.get_children():
        yield from _all(child)


def _names(source, imported):
    """The global names that a cell reads, those that its functions read, those that it gives a value to or may change, and
    whether it has an effect that shows in no name.

    Calling a function of a module (`imported` names) changes nothing, unless it is known to.
    """
    reads, later, gives = set(), set(), set()
    nodes, tables = _parsed(source)
    for table in tables:
        for symbol in table.get_symbols():
            if table.get_type() == "module" or symbol.is_global():
                if symbol.is_referenced():
                    (reads if table.get_type() == "module" else later).add(symbol.get_name())
                if symbol.is_assigned() or symbol.is_imported():
                    gives.add(symbol.get_name())
    changed, called, acts = set(), set(), False
    for node in nodes:
        if isinstance(node, ast.AugAssign):
            reads |= _root(node.target)
        elif isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            changed |= _root(node)
            acts |= bool(_root(node) & imported)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            function = node.value.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            root = _root(function)
            called |= root if isinstance(function, ast.Attribute) else set()
            acts |= name in _EFFECTS and (isinstance(function, ast.Name) or not root or bool(root & imported))
    mentioned = reads | later
    draws = {name for name in mentioned if "rng" in name}
    return mentioned, later, gives | ((changed | called - imported) & mentioned) | draws, acts


def _root(node):
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return {node.id} if isinstance(node, ast.Name) else set()
