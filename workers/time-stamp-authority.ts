/** An authority that has not answered by then will not. */
const TIME_LIMIT_MS = 20_000

/** Sends a time stamp request (RFC 3161) over HTTP and returns the answer's bytes. Throws when there is no answer. */
export async function askTimeStamp({ url, request }: { readonly url: string; readonly request: Uint8Array }): Promise<Uint8Array> {
  const response = await fetch(url, {
    method: 'POST', headers: { 'content-type': 'application/timestamp-query' }, body: Uint8Array.from(request), signal: AbortSignal.timeout(TIME_LIMIT_MS),
  })
  if (!response.ok) throw new Error(`time stamp authority answered ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
