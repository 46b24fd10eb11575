import { signal } from '@preact/signals'
import type { ApiError, Me } from '../../api/session.ts'

/** Who is logged in; null nobody, undefined not yet known. */
export const currentUser = signal<Me | null | undefined>(undefined)

/** A refusal of the server: its words are meant for the person in front of the screen. */
export class Refusal extends Error {
  readonly code: string
  constructor({ error, code }: ApiError) {
    super(error)
    this.code = code
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body as T
  if (response.status === 401 && currentUser.value) currentUser.value = null
  throw new Refusal((body as ApiError | null) ?? { error: 'Сервер не ответил. Подождите минуту и повторите.', code: `http-${response.status}` })
}

const csrf = (): Record<string, string> => (currentUser.value ? { 'x-csrf-token': currentUser.value.csrfToken } : {})

export const get = async <T>(path: string): Promise<T> => answerOf<T>(await fetch(path))

/** Sends JSON (or form data as it is); throws `Refusal` with the server's words. */
export async function send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: unknown = {}): Promise<T> {
  const isForm = body instanceof FormData
  const headers = isForm ? csrf() : { ...csrf(), 'content-type': 'application/json' }
  return answerOf<T>(await fetch(path, { method, headers, body: isForm ? body : JSON.stringify(body) }))
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
