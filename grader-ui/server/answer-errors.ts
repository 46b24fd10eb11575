import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { ApiError } from '../api/session.ts'
import { UserError } from './user-error.ts'

/**
 * One place where errors become answers: refusals keep their words, everything else is logged under an id and answered
 * with that id only, so that no inner text, file name or stored value leaves the server.
 */
export function answerErrors(app: FastifyInstance, newId: () => string): void {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = refusalOf(error)
    if (refusal) {
      request.log.info({ event: 'request.refused', code: refusal.body.code })
      return reply.code(refusal.status).send(refusal.body)
    }
    const id = newId().slice(0, 8)
    request.log.error({ event: 'request.failed', bug: id, err: error })
    return reply.code(500).send({ error: `Ошибка на сервере, номер ${id}. Повторите действие; если не поможет, сообщите этот номер администратору.`, code: 'bug' } satisfies ApiError)
  })
}

interface Refusal { readonly status: number; readonly body: ApiError }

const refuse = (status: number, code: string, error: string): Refusal => ({ status, body: { error, code } })

/** What the libraries refuse on their own, by their codes. */
const LIBRARY_REFUSALS: Readonly<Record<string, Refusal>> = {
  FST_CSRF_MISSING_SECRET: refuse(403, 'csrf', 'Страница устарела. Обновите её и повторите действие.'),
  FST_CSRF_INVALID_TOKEN: refuse(403, 'csrf', 'Страница устарела. Обновите её и повторите действие.'),
  FST_REQ_FILE_TOO_LARGE: refuse(413, 'too-large', 'Файл больше допустимого. Разделите его на части и отправьте по очереди.'),
  FST_ERR_CTP_BODY_TOO_LARGE: refuse(413, 'too-large', 'Запрос больше допустимого. Отправьте меньше данных за один раз.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: refuse(415, 'bad-request', 'Запрос в неизвестном виде. Обновите страницу и повторите действие.'),
  FST_ERR_CTP_INVALID_JSON_BODY: refuse(400, 'bad-request', 'Запрос не разобран. Обновите страницу и повторите действие.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: refuse(400, 'bad-request', 'Запрос пуст. Обновите страницу и повторите действие.'),
  FST_INVALID_MULTIPART_CONTENT_TYPE: refuse(415, 'no-file', 'В запросе нет файла. Выберите файл и отправьте его ещё раз.'),
  FST_FILES_LIMIT: refuse(413, 'too-many-files', 'Слишком много файлов за один раз. Отправьте их несколькими порциями.'),
  FST_PARTS_LIMIT: refuse(413, 'too-many-files', 'Слишком много файлов за один раз. Отправьте их несколькими порциями.'),
}

function refusalOf(error: FastifyError): Refusal | null {
  if (error instanceof UserError) return refuse(error.status, error.code, error.message)
  if (hasZodFastifySchemaValidationErrors(error)) return refuse(400, 'bad-request', 'Запрос заполнен неверно. Обновите страницу и повторите действие.')
  if (error.statusCode === 429) return refuse(429, 'too-many-attempts', 'Слишком много попыток. Подождите минуту и попробуйте снова.')
  const known = LIBRARY_REFUSALS[error.code]
  if (known) return known
  // What else fastify calls the client's fault (a cut connection, a malformed multipart body) is no bug of ours.
  const status = error.statusCode ?? 500
  return status >= 400 && status < 500 ? refuse(status, 'bad-request', 'Запрос не принят. Обновите страницу и повторите действие.') : null
}
