import type { ApiError } from '../../grader-ui/api/session.ts'

/** Somebody in front of a browser, as the server sees him: one session, the same routes as the pages use. */
export class HttpPerson {
  readonly #base: string
  #cookie = ''
  #csrf = ''

  constructor(baseUrl: string) {
    this.#base = baseUrl
  }

  async login(login: string, password: string): Promise<this> {
    await this.send('POST', '/api/login', { login, password })
    this.#csrf = (await this.get<{ csrfToken: string }>('/api/me')).csrfToken
    return this
  }

  async get<T>(path: string): Promise<T> {
    return (await this.#fetch('GET', path)).json() as Promise<T>
  }

  async bytes(path: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#fetch('GET', path)).arrayBuffer())
  }

  async send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: unknown = {}): Promise<T> {
    return (await this.#fetch(method, path, body)).json() as Promise<T>
  }

  /** Sends files as a form, as the upload field does. */
  async upload<T>(path: string, fields: Readonly<Record<string, string | { readonly name: string; readonly bytes: Uint8Array }>>): Promise<T> {
    const form = new FormData()
    for (const [field, value] of Object.entries(fields)) {
      if (typeof value === 'string') form.append(field, value)
      else form.append(field, new Blob([new Uint8Array(value.bytes)]), value.name)
    }
    return (await this.#fetch('POST', path, form)).json() as Promise<T>
  }

  async #fetch(method: string, path: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { cookie: this.#cookie, ...(this.#csrf ? { 'x-csrf-token': this.#csrf } : {}) }
    if (body !== undefined && !(body instanceof FormData)) headers['content-type'] = 'application/json'
    const response = await fetch(this.#base + path, {
      method, headers, ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    })
    const cookies = response.headers.getSetCookie().map((one) => one.split(';')[0]!)
    if (cookies.length > 0) this.#cookie = cookies.join('; ')
    if (response.ok) return response
    const refusal = await response.json().catch(() => null) as ApiError | null
    throw new Error(`${method} ${path}: ${response.status} ${refusal?.error ?? ''}`)
  }
}
