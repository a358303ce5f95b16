"""IPython in the process itself, without a kernel: it keeps no history, shows things in `outputs`, tracebacks in `trace`."""

import atexit
import sys

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from .outputs import Outputs


def _nothing(*arguments, **options):
    pass


class Publisher(DisplayPublisher):
    clear_output = _nothing

    def publish(self, data, metadata=None, **more):
        self.shell.outputs.show("display_data", data)


class Hook(DisplayHook):
    write_output_prompt = finish_displayhook = log_output = _nothing

    def write_format_data(self, format_dict, md_dict=None):
        self.shell.outputs.show("execute_result", format_dict)

    def fill_exec_result(self, result):
        if self.exec_result is not None:
            self.exec_result.result = result


class Shell(InteractiveShell):
    outputs = trace = None
    enable_gui = _nothing

    def _showtraceback(self, etype, evalue, stb):
        self.trace = stb

    def init_sys_modules(self):
        self._main_mod_cache = {}
        sys.modules["__main__"] = self.user_module

    def system(self, command):
        self.system_piped(command)

    def run(self, source, number):
        """Run one cell: (its error or None, the lines of its traceback, what it ended with)."""
        self.trace, self.execution_count = None, number
        result = self.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        return error, self.trace, result.result


def make_shell():
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.cache_size = 0
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.display_pub_class = Publisher
    shell = Shell.instance(config=config, display_pub_class=Publisher, displayhook_class=Hook)
    shell.outputs = Outputs()
    atexit.unregister(shell.atexit_operations)  # it would look for a folder that may be gone
    shell.db  # noqa: B018  # made now: in a box the folder may not be there
    return shell
