"""From an HTTP request to a SPARQL answer.

Which process does what (read the modules in this order)::

    akkoord serve          one process: granian (HTTP) and everything on its event loop
      protocol.py          request -> QueryRequest; lexer.py refuses what must not run,
                           negotiation.py picks the format, problems.py words what is wrong
      cache.py budget.py   answers that were given before; query seconds per client
      endpoint.py          the ASGI callable that ties these together
      engine.py            what evaluates: pool.py (workers) or remote.py (another endpoint)
      switch.py            follows DIR/current and swaps the engine under running requests
    zygote.py              child: loads the release once, forks workers that share its memory
      worker.py            grandchild: parses and evaluates one query at a time (Oxigraph),
                           inside what sandbox.py leaves it; killed when it exceeds a limit

Every limit stands in limits.py. rdflib-endpoint's router is in description.py.
"""
