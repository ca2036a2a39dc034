-- For wrk: asks for all that is stated of one decision.
-- Arguments: the endpoint's path, "repeated" or "new", a file with an IRI a line, and a number
-- that no other run has. "repeated" sends one query all the time; "new" never sends one twice:
-- its variables are named after the run, the thread and the request.

local threads = 0

function setup(thread)
  thread:set("thread_number", threads)
  threads = threads + 1
end

local function escaped(text)
  return (text:gsub("[^%w%-%._~]", function(c) return string.format("%%%02X", c:byte()) end))
end

function init(args)
  path, mode, run, sent, paths = args[1], args[2], args[4], 0, {}
  for iri in io.lines(args[3]) do
    paths[#paths + 1] = escaped("> ?p ?o }"):len() > 0 and escaped("<" .. iri .. ">")
  end
  wrk.headers["Accept"] = "application/sparql-results+json"
  head = path .. "?query=" .. escaped("SELECT ?p ?o WHERE { ")
  fixed = wrk.format("GET", head .. paths[1] .. escaped(" ?p ?o }"))
end

function request()
  if mode == "repeated" then return fixed end
  sent = sent + 1
  local name = run .. "t" .. thread_number .. "n" .. sent
  local query = "SELECT%20%3Fp" .. name .. "%20%3Fo%20WHERE%20%7B%20"
    .. paths[sent % #paths + 1] .. "%20%3Fp" .. name .. "%20%3Fo%20%7D"
  return wrk.format("GET", path .. "?query=" .. query)
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "microseconds": %d, "refused": %d, "broken": %d, "median": %d, "p99": %d}\n',
    summary.requests, summary.duration, e.status, e.connect + e.read + e.write + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
