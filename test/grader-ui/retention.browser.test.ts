import { beforeAll, expect, test } from 'vitest'
import { accessibilityProblems, takeScreenshot } from '../harness/browser.ts'
import { openMarkingDesk } from './harness/marking-desk.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const { stage, enter } = await openMarkingDesk('retention', { works: 1, papers: 1 })

beforeAll(async () => {
  await stage.db.insertInto('scan_file').values({
    id: 'scan', campaign_id: 'campaign', school_id: 'school-1', name: 'класс 7а.pdf', sha256: await stage.blobs.put(new TextEncoder().encode('скан')), size_bytes: 1, state: 'opened', page_count: 0, problem: null,
    uploaded_by: 'municipality', uploaded_at: new Date(Date.now() - 100 * DAY_MS),
  }).execute()
})

test('after the time of keeping the coordinator asks, the chair is told and confirms; before, what stands in the way is said', async () => {
  const desk = await enter('municipality')
  await desk.getByRole('link', { name: 'Настройки' }).click()
  await desk.getByRole('link', { name: 'Что удаляется после этого срока' }).click()
  await desk.getByText('Ещё не проверено работ: 1').waitFor()
  await stage.db.updateTable('assignment').set({ state: 'submitted', submitted_at: new Date() }).execute()
  await desk.reload()
  const ask = desk.getByRole('button', { name: 'Запросить удаление' })
  await ask.waitFor()
  expect(await ask.isDisabled()).toBe(true)
  await desk.getByLabel('Изображения работ больше не понадобятся').check()
  await takeScreenshot(desk, 'retention-ask')
  await ask.click()
  await desk.getByText('Ждём председателя').waitFor()
  expect(await accessibilityProblems(desk)).toEqual([])

  const chair = await enter('chair')
  await chair.getByRole('link', { name: 'Координатор просит подтвердить удаление сканов' }).click()
  await chair.getByLabel('Изображения работ больше не понадобятся').check()
  await takeScreenshot(chair, 'retention-chair')
  await chair.getByRole('button', { name: 'Подтвердить удаление' }).click()
  await chair.getByText('Удаление подтверждено и идёт').waitFor()
  expect(await accessibilityProblems(chair)).toEqual([])
  expect(await stage.db.selectFrom('erasure_answer').select(['answer', 'account_id']).execute()).toEqual([{ answer: 'confirmed', account_id: 'chair' }])
  expect(await stage.db.selectFrom('task').select('kind').where('kind', '=', 'erase-pictures').execute()).toHaveLength(1)

  // What failed is said to have failed, without a reload, and can be asked for again.
  await desk.getByText('Удаление подтверждено и идёт').waitFor()
  expect(await ask.count()).toBe(0)
  await stage.db.updateTable('task').set({ state: 'failed', finished_at: new Date(), lease_until: null }).where('kind', '=', 'erase-pictures').execute()
  await desk.getByText('Удалить не удалось').waitFor()
  await ask.waitFor()
  await takeScreenshot(desk, 'retention-failed')

  // Scans that came after a finished erasure have their own time, and then go too.
  const days = (n: number): Date => new Date(Date.now() - n * DAY_MS)
  await stage.db.insertInto('erasure_request').values({ id: 'gone', campaign_id: 'campaign', pictures: 1, list_sha256: 'a'.repeat(64), asked_by: 'municipality', asked_at: days(5) }).execute()
  await stage.db.insertInto('erasure_answer').values({ request_id: 'gone', answer: 'confirmed', account_id: 'chair', at: days(5) }).execute()
  await stage.db.insertInto('erasure_done').values({ request_id: 'gone', at: days(5) }).execute()
  await desk.reload()
  await desk.getByText('Изображения этой перепроверки удалены').waitFor()
  expect(await ask.count()).toBe(0)
  await stage.db.insertInto('scan_file').values({
    id: 'later', campaign_id: 'campaign', school_id: 'school-1', name: 'позже.pdf', sha256: await stage.blobs.put(new TextEncoder().encode('позже')), size_bytes: 1, state: 'opened', page_count: 0, problem: null,
    uploaded_by: 'municipality', uploaded_at: days(3),
  }).execute()
  await stage.db.updateTable('campaign').set({ settings: JSON.stringify({ retentionDays: 1 }) }).execute()
  await desk.reload()
  await ask.waitFor()
})
