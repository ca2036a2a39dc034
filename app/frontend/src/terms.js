// Terms of RDF as people read them, and where they lead.

const RA = "https://w3id.org/regeerakkoord/ns";

/** Returns functions for a page's prefixes and addresses. */
export function terms({ base, home, prefixes }) {
  const namespaces = Object.entries(prefixes).sort(([, one], [, other]) => other.length - one.length);
  const lang = new URLSearchParams(location.search).get("lang");
  return {
    /** Returns an IRI with a well-known prefix, or without our base, or as it is. */
    compact(iri) {
      const found = namespaces.find(([, namespace]) => iri.startsWith(namespace) && iri.length > namespace.length);
      return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri.startsWith(base) ? iri.slice(base.length) : iri;
    },
    /** Returns the address of what an IRI names: on this host, elsewhere over HTTP, or null. */
    href(iri) {
      const own = iri.startsWith(RA) ? `ns${iri.slice(RA.length)}` : iri.startsWith(base) ? iri.slice(base.length) : null;
      if (own === null) {
        return /^https?:\/\/[^/]/.test(iri) ? iri : null;
      }
      const address = new URL(home + own, location.href);
      if (lang) {
        address.searchParams.set("lang", lang);
      }
      return address.pathname + address.search + address.hash;
    },
  };
}

/** Returns text without case and accents, to look for words in. */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

const NUMERIC = /#(?:integer|decimal|double|float|int|long|short|byte|nonNegativeInteger|positiveInteger)$/;

/** Tells whether a term is a number. */
export function isNumber(term) {
  return term.type === "literal" && NUMERIC.test(term.datatype ?? "") && Number.isFinite(Number(term.value));
}
