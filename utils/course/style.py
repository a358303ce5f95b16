"""JupyterLab's look for this course: a server extension that serves our style sheet in the place of the empty custom.css.

`LabApp.custom_css` asks for it. There is no setting for its folder, and Jupyter Notebook, which nbgrader brings along, may
answer first: so our answer stands before all others.
"""

from pathlib import Path

from jupyter_server.utils import url_path_join
from tornado.routing import PathMatches, Rule
from tornado.web import RequestHandler

STYLE = Path(__file__).with_suffix(".css")


class StyleSheet(RequestHandler):
    """GET custom/custom.css"""

    def get(self):
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.write(STYLE.read_text(encoding="utf-8"))


def _load_jupyter_server_extension(server):
    place = PathMatches(url_path_join(server.base_url, "custom", "custom.css"))
    server.web_app.default_router.rules.insert(0, Rule(place, StyleSheet))
