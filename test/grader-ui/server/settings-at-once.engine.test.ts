import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CampaignView } from '../../../grader-ui/api/setup.ts'
import { currentCampaign } from '../../../storage/queries/campaigns.ts'
import { changeCampaign, lockCampaign } from '../../../storage/queries/setup.ts'
import { openPostgresDatabase } from '../../harness/postgres-database.ts'
import { waitUntil } from '../../harness/wait-until.ts'
import { openTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
beforeAll(async () => { server = await openTestServer({ open: () => openPostgresDatabase() }) })
afterAll(() => server.close())

it('the coordinator’s settings and the chair’s rules, saved at the same moment, both stand', async () => {
  const desk = await server.as('municipality')
  const { campaign } = (await desk.get<CampaignView>('/api/municipality/campaign')).body
  const waiting = async () => (await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(server.db)).rows[0]!.n
  let saved: ReturnType<typeof desk.send> | undefined
  // As the chair's route does it, held up until the coordinator's stands behind it.
  await server.db.transaction().execute(async (trx) => {
    const former = await lockCampaign(trx, 'campaign')
    saved = desk.send('PUT', '/api/municipality/campaign', { ...campaign, title: 'Новое название' })
    await waitUntil(async () => await waiting() > 0)
    await changeCampaign(trx, { ...former, settings: { ...former.settings, marking: { ...former.settings.marking, stopAfter: 7 } } })
  })
  expect((await saved)?.status).toBe(200)
  expect(await currentCampaign(server.db)).toMatchObject({ title: 'Новое название', settings: { marking: { stopAfter: 7 } } })
})
