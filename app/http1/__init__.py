"""HTTP/1.1 on the event loop that everything else runs on.

A server of its own threads, however fast, hands each request to Python's event loop and back, and
under load both sides fight for the interpreter: four switches of context a request were half of
its cost. Here bytes are parsed (httptools: Node's llhttp) where they arrive, and an answer that
is kept leaves in the same turn of the loop.

:mod:`.listener` accepts connections, and each :mod:`.connection` has a :mod:`.conversation`, in
which requests are answered in their order. :mod:`.incoming` is its receiving half, where requests
are read, :mod:`.refusal` words what is wrong with what is none, and :mod:`.outgoing` is its sending
half. :mod:`.transfer` is one request, answered at once or by a task, which has it as ASGI's
messages too, and :mod:`.response` what is sent for it. :mod:`.patience` is what a connection may
use, and :mod:`.clock` tells when a client's time is up.
What is public about it, TLS and HTTP/2, is the business of the proxy in front.
"""
