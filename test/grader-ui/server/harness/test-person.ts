import type { App } from '../../../../grader-ui/server/services.ts'

export interface Answer<T> { readonly status: number; readonly body: T; readonly bytes: Buffer; readonly headers: Readonly<Record<string, unknown>> }

/** Somebody with a browser: keeps the cookie and the token of the page, and every byte that came in. */
export class TestPerson {
  /** Everything this browser has received: status, headers and body of each answer. */
  readonly received: { readonly url: string; readonly headers: string; readonly bytes: Buffer }[] = []
  cookie = ''
  csrf = ''
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  async login(login: string, password: string): Promise<Answer<{ csrfToken: string; error?: string; placeName: string }>> {
    const answer = await this.send<{ csrfToken: string; error?: string; placeName: string }>('POST', '/api/login', { login, password })
    this.csrf = answer.body.csrfToken ?? ''
    return answer
  }

  get<T>(url: string): Promise<Answer<T>> {
    return this.#ask<T>({ method: 'GET', url })
  }

  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body: unknown = {}): Promise<Answer<T>> {
    return this.#ask<T>({ method, url, payload: JSON.stringify(body), type: 'application/json' })
  }

  upload<T>(url: string, parts: readonly { readonly field: string; readonly name?: string; readonly content: Uint8Array | string }[]): Promise<Answer<T>> {
    const boundary = 'sverka-test-boundary'
    const chunks = parts.flatMap(({ field, name, content }) => [
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${field}"${name === undefined ? '' : `; filename="${name}"\r\ncontent-type: application/octet-stream`}\r\n\r\n`),
      Buffer.from(content), Buffer.from('\r\n'),
    ])
    return this.#ask<T>({ method: 'POST', url, payload: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]), type: `multipart/form-data; boundary=${boundary}` })
  }

  async #ask<T>({ method, url, payload, type }: { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; url: string; payload?: string | Buffer; type?: string }): Promise<Answer<T>> {
    const response = await this.#app.inject({
      method, url, ...(payload === undefined ? {} : { payload }),
      headers: { ...(type ? { 'content-type': type } : {}), ...(this.cookie ? { cookie: this.cookie } : {}), ...(this.csrf ? { 'x-csrf-token': this.csrf } : {}) },
    })
    const set = response.cookies.find((one) => one.name === 'sverka')
    if (set) this.cookie = `sverka=${encodeURIComponent(set.value)}`
    this.received.push({ url, headers: JSON.stringify(response.headers), bytes: response.rawPayload })
    const isJson = String(response.headers['content-type'] ?? '').includes('application/json')
    return { status: response.statusCode, body: (isJson ? response.json() : null) as T, bytes: response.rawPayload, headers: response.headers }
  }
}
