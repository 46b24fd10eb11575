import { createHash } from 'node:crypto'
import { z } from 'zod'
import { keysOfSchool } from '../../../storage/queries/api-keys.ts'
import { apiKeys, newApiKey, newApiKeyName } from '../../api/school-papers.ts'
import { makeChange } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound } from '../user-error.ts'
import { schoolOf } from './school-desk.ts'

/** Keys with which programs upload for the school: GET lists, POST makes one and shows it once, DELETE revokes. Only the hash is kept. */
export function keyRoutes(app: App, services: Services): void {
  const { database, random } = services
  app.get('/api/school/keys', { schema: { response: { 200: apiKeys } } }, async (request) => ({
    keys: (await keysOfSchool(database, schoolOf(request))).map(({ id, name, created_at }) => ({ id, name, createdAt: created_at.toISOString() })),
  }))
  app.post('/api/school/keys', { schema: { body: newApiKeyName, response: { 200: newApiKey } } }, async (request) => {
    const key = `sverka_${Buffer.from(random(24)).toString('base64url')}`
    await makeChange({ services, account: accountOf(request), steps: async (change) => {
      const id = change.newId()
      await change.db.insertInto('api_key').values({
        id, school_id: schoolOf(request), account_id: change.account.id, name: request.body.name.trim(), sha256: createHash('sha256').update(key).digest('hex'), created_at: change.at, revoked_at: null,
      }).execute()
      change.record({ type: 'api-key.made', key: id })
    } })
    return { key }
  })
  app.delete('/api/school/keys/:id', { schema: { params: z.object({ id: z.string() }), response: { 200: z.object({}) } } }, async (request) => {
    await makeChange({ services, account: accountOf(request), steps: async (change) => {
      const revoked = await change.db.updateTable('api_key').set({ revoked_at: change.at }).where('id', '=', request.params.id).where('school_id', '=', schoolOf(request)).where('revoked_at', 'is', null).executeTakeFirst()
      if (revoked.numUpdatedRows === 0n) throw notFound('Такого ключа нет. Обновите страницу.')
      change.record({ type: 'api-key.revoked', key: request.params.id })
    } })
    return {}
  })
}
