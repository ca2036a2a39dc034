"""From an HTTP request to a SPARQL answer.

Which process does what, in the order in which a query meets the modules::

    akkoord serve          one process, everything on its event loop, HTTP too
      endpoint.py          answers /sparql: at once from the cache, or in a task
      protocol.py          request -> QueryRequest: parameters.py decodes, lexer.py refuses what
                           must not run, negotiation.py picks the format,
                           problems.py words what is wrong
      answers.py           the answer: from cache.py, from a query under way, or evaluated;
                           budget.py counts query seconds per client
      engine.py            what evaluates, one protocol: pool.py, or remote.py (--engine URL)
      pool.py run.py       who evaluates what; a query's clock and its limits
      nursery.py           keeps a zygote and enough workers going; processes.py has their
                           sockets and ends; they speak frames.py, and say in places.py what
                           they are at
      responses.py         answer, stream or problem -> HTTP response

    zygote.py              child: loads the release once, forks workers that share its memory
    worker.py              its children: parse and evaluate a query at a time (Oxigraph), in
                           what sandbox.py leaves them; killed when they exceed a limit;
                         xml.py refuses answers that would not be XML

Beside the way: switch.py follows DIR/current and swaps engines under running requests;
client.py lets pages ask from their threads; description.py is rdflib-endpoint's route with the
service description. Every limit stands in limits.py. Pages have a child of their own for charts,
:mod:`akkoord.app.drawing`.
"""
