import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'

export interface Session { readonly cookie: string; readonly csrf: string }
export interface Answer<T> { readonly status: number; readonly body: T; readonly bytes: number; readonly cookie: string | undefined }

const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
export const hangUp = (): void => agent.destroy()

function open({ url, method = 'GET', session, body }: Asked): Promise<IncomingMessage> {
  const payload = body === undefined ? undefined : JSON.stringify(body)
  const content = payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { agent, method, headers: { cookie: session?.cookie ?? '', 'x-csrf-token': session?.csrf ?? '', ...content } }, resolve)
    sent.on('error', reject)
    sent.end(payload)
  })
}

interface Asked { readonly url: string; readonly method?: string | undefined; readonly session?: Session | undefined; readonly body?: unknown }

/** One request to its last byte. */
export async function ask<T>(asked: Asked): Promise<Answer<T>> {
  const response = await open(asked)
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  const isJson = String(response.headers['content-type']).includes('json')
  return {
    status: response.statusCode ?? 0, body: (isJson ? JSON.parse(bytes.toString()) : null) as T, bytes: bytes.length,
    cookie: response.headers['set-cookie']?.find((one) => one.startsWith('sverka='))?.split(';')[0],
  }
}

/** Listens to the desk's changes as an open page does; the answer ends it. */
export async function listen(url: string, session: Session, changed: () => void): Promise<() => void> {
  const response = await open({ url: `${url}/api/events`, session })
  response.on('data', (chunk: Buffer) => { if (chunk.includes('changed')) changed() })
  response.on('error', () => undefined)
  return () => { response.destroy() }
}
