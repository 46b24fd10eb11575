import { createHash } from 'node:crypto'
import swagger from '@fastify/swagger'
import type { FastifyPluginAsync } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { accountOfKey } from '../../../storage/queries/api-keys.ts'
import { filesOfSchool } from '../../../storage/queries/school-desk.ts'
import { uploadStatus } from '../../api/school-papers.ts'
import { resumableUploads } from '../school/resumable-uploads.ts'
import { schoolOf } from '../school/school-desk.ts'
import type { TakeScan } from '../school/take-scan.ts'
import { uploadFiles } from '../school/upload-files.ts'
import { uploadResultsForms } from '../school/upload-results-forms.ts'
import type { App, Services } from '../services.ts'
import { UserError } from '../user-error.ts'
import { docsPage, DOCS_STYLE } from './docs-page.ts'

const PATH = '/api/v1'
const DESCRIPTION = `Загрузка сканов программой: с сетевого сканера, из наблюдаемой папки (команда sverka watch), из школьной системы. Ключ создаёт
координатор школы на странице «Документы»; он передаётся в заголовке Authorization: Bearer КЛЮЧ и даёт доступ только к загрузке файлов своей школы.`

/** What a form with files looks like: routes take it as a stream, so no schema of theirs says it. */
const FILES = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary', description: 'файл с именем; поле можно повторить' } } }

/** Upload by programs with a key instead of a person's login: /api/v1, described by /api/v1/openapi.json and readable at /api/v1/docs. */
export const uploadApi = (takeScan: TakeScan) => (services: Services): FastifyPluginAsync => async (instance) => {
  const app = instance as App
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Сверка: загрузка сканов', version: '1', description: DESCRIPTION }, components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } }, security: [{ key: [] }], servers: [{ url: services.config.publicUrl }] },
    transform: (route) => {
      const { schema, url } = jsonSchemaTransform(route)
      return { url, schema: schema?.consumes?.includes('multipart/form-data') ? { ...schema, body: FILES } : schema }
    },
  })
  app.get(`${PATH}/openapi.json`, { schema: { hide: true } }, async () => app.swagger())
  app.get(`${PATH}/docs`, { schema: { hide: true } }, async (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage({ api: app.swagger(), publicUrl: services.config.publicUrl })))
  app.get(`${PATH}/docs.css`, { schema: { hide: true } }, async (_request, reply) => reply.type('text/css; charset=utf-8').send(DOCS_STYLE))

  await app.register(async (inside) => {
    const guarded = inside as App
    guarded.addHook('onRequest', async (request) => {
      const key = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
      const account = key === undefined ? null : await accountOfKey(services.database, createHash('sha256').update(key).digest('hex'))
      if (!account) throw new UserError({ code: 'no-key', status: 401, message: 'Ключ не подходит или отозван. Создайте новый на странице «Документы».' })
      request.account = account
    })
    uploadFiles({ takeScan, path: `${PATH}/files` })(guarded)
    resumableUploads({ takeScan, path: `${PATH}/uploads` })(guarded, services)
    uploadResultsForms(`${PATH}/results-forms`)(guarded, services)
    guarded.get(`${PATH}/files`, { schema: { summary: 'Что уже загружено и на сколько прочитано', response: { 200: uploadStatus } } }, async (request) => ({
      files: (await filesOfSchool(services.database, schoolOf(request))).map((file) => ({
        name: file.name, sizeBytes: Number(file.size_bytes), state: file.state, problem: file.problem, pageCount: file.page_count, pagesDone: Number(file.pages_done),
      })),
    }))
  })
}
