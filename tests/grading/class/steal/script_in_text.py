# Puts scripts, frames and attachments into text cells and raw cells.
# honest: count
# scores: count full, rest 0
# %% markdown at end
<script>window.pwned='@MARK@'</script> <img src=x onerror="window.pwned='@MARK@'"> <iframe srcdoc="<script>parent.pwned='@MARK@'</script>"></iframe>
[x](javascript:window.pwned='@MARK@') <a href="javascript:window.pwned='@MARK@'">y</a> <style>* {display: none}</style>
$\href{javascript:window.pwned='@MARK@'}{z}$ ![x](attachment:x.svg) <svg/onload=window.pwned='@MARK@'>
# %% make
nb["cells"][-1]["attachments"] = {"x.svg": {"image/svg+xml": "<svg onload=window.pwned='@MARK@'/>"}}
nb["metadata"]["title"] = "<script>window.pwned='@MARK@'</script>"
nb["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"x": "</script><script>window.pwned='@MARK@'</script>"}}
nb["cells"].append({"cell_type": "raw", "id": "raw-one", "metadata": {"format": "text/html", "raw_mimetype": "text/html"}, "source": "<script>window.pwned='@MARK@'</script>"})
