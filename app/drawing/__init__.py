"""Charts: a Vega-Lite specification in, SVG or PNG out (https://vega.github.io/vega-lite/docs/).

vl-convert brings Vega and a JavaScript engine of its own, which takes 0.3 s to start, some 100 MB,
and then 5 to 15 ms a chart. So it lives in one process beside the serving one, started
for the first chart (:mod:`.renderer`, :mod:`.__main__`): whatever happens to it, queries go on.
altair, which would write the specifications for us, is left out: they are JSON files that anybody
who knows Vega-Lite can read, and writing them by altair took longer than drawing.
"""
