import { signal } from '@preact/signals'
import type { ApiError, Me } from '../../api/session.ts'

/** Who is logged in; null nobody, undefined not yet known. */
export const currentUser = signal<Me | null | undefined>(undefined)

/** The session ended while somebody worked; said at the door. */
export const sessionEnded = signal(false)

/** A refusal of the server: its words are meant for the person in front of the screen. */
export class Refusal extends Error {
  readonly code: string
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number
  constructor({ error, code }: ApiError, status = 0) {
    super(error)
    this.code = code
    this.status = status
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body as T
  if (response.status === 401 && currentUser.value) {
    sessionEnded.value = true
    currentUser.value = null
  }
  throw new Refusal((body as ApiError | null) ?? { error: 'Сервер не ответил. Подождите минуту и повторите.', code: `http-${response.status}` }, response.status)
}

const csrf = (): Record<string, string> => (currentUser.value ? { 'x-csrf-token': currentUser.value.csrfToken } : {})

/** `fetch`, whose failure is said in words: the browser's own are English and mean nothing to a secretary. */
async function reach(path: string, init?: RequestInit): Promise<Response> {
  return fetch(path, init).catch((cause: unknown) => {
    if (!(cause instanceof TypeError)) throw cause
    throw new Refusal({ error: 'Нет связи с сервером. Проверьте интернет и повторите.', code: 'network' })
  })
}

export const get = async <T>(path: string): Promise<T> => answerOf<T>(await reach(path))

/** Sends JSON (or form data as it is); throws `Refusal` with the server's words. */
export async function send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: unknown = {}): Promise<T> {
  const isForm = body instanceof FormData
  const headers = isForm ? csrf() : { ...csrf(), 'content-type': 'application/json' }
  return answerOf<T>(await reach(path, { method, headers, body: isForm ? body : JSON.stringify(body) }))
}

/** Uploads a form with the share that has gone out reported from 0 to 1. */
export function upload<T>({ path, form, onProgress }: { path: string; form: FormData; onProgress: (share: number) => void }): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    for (const [name, value] of Object.entries(csrf())) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => { if (event.lengthComputable) onProgress(event.loaded / event.total) }
    request.onerror = () => reject(new Refusal({ error: 'Связь прервалась. Проверьте интернет и отправьте файл ещё раз: повтор ничего не испортит.', code: 'network' }))
    request.onload = () => {
      answerOf<T>(new Response(request.responseText, { status: request.status })).then(resolve, reject)
    }
    request.send(form)
  })
}
