# Shows outputs that act in the instructor's browser: scripts, HTML, SVG, widgets, links, images from elsewhere.
# honest: count
# scores: count full, rest 0
# everyday: yes
# %% extra at end
from IPython.display import HTML, SVG, IFrame, Javascript, Markdown, display, publish_display_data

display(HTML("<script>window.pwned = '@MARK@'</script><img src=x onerror=\"window.pwned='@MARK@'\">"))
display(Javascript("window.pwned = '@MARK@'"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload=\"window.pwned='@MARK@'\"><script>window.pwned='@MARK@'</script></svg>"))
display(Markdown("<script>window.pwned = '@MARK@'</script> [click](javascript:window.pwned='@MARK@')"))
display(IFrame("javascript:parent.pwned='@MARK@'", 10, 10))
publish_display_data({"text/latex": "\\href{javascript:window.pwned='@MARK@'}{x} \\unicode{<script>window.pwned='@MARK@'</script>}"})
publish_display_data({"application/vnd.jupyter.widget-view+json": {"model_id": "</script><script>window.pwned='@MARK@'</script>"}, "text/plain": "w"})
publish_display_data({"image/png": "\"><script>window.pwned='@MARK@'</script>", "text/plain": "p"}, {"image/png": {"width": "1\" onload=\"window.pwned='@MARK@'"}})
publish_display_data({"text/html": "<form action='/formgrader' method=post><input name=points></form><base href='//x'><meta http-equiv=refresh content='0;//x'>"})
