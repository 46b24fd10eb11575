/** A refusal that a person caused and can cure. The words are Russian, say what happened and what to do, and name no pupil. */
export class UserError extends Error {
  readonly code: string
  readonly status: number
  constructor({ code, message, status = 400, cause }: { readonly code: string; readonly message: string; readonly status?: number; readonly cause?: unknown }) {
    super(message, { cause })
    this.code = code
    this.status = status
  }
}

/** The answer for a thing that is not there, or is not for this account: both look the same from outside. */
export const notFound = (message: string): UserError => new UserError({ code: 'not-found', message, status: 404 })
