import canonicalizeModule from 'canonicalize'

/** What JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

// The package is CommonJS whose whole export is the function; its types call it a default export.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined

// JSON.stringify escapes halves of surrogate pairs and nothing else in this range; an even number of backslashes before is text.
const HALF_SURROGATE = /(?<!\\)(?:\\\\)*\\ud[89a-f]/

/**
 * The one spelling of a JSON value (RFC 8785): keys sorted by UTF-16 code units, numbers as ECMAScript prints them, no spaces.
 * Equal values give equal text in every language that follows the RFC, so its hash is a commitment. Throws on what JSON cannot say.
 */
export function canonicalJson(value: JsonValue): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('canonicalJson: the value is not JSON')
  if (HALF_SURROGATE.test(text)) throw new TypeError('canonicalJson: a string has half of a surrogate pair')
  return text
}
