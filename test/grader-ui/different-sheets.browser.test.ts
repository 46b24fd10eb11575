import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import type { repairList } from '../../grader-ui/api/school.ts'
import { newId } from '../../storage/new-id.ts'
import type { HttpPerson } from '../../workers/demo/http-person.ts'
import { accessibilityProblems, lookOtherwise, takeScreenshot } from '../harness/browser.ts'
import { openSchoolStage, type SchoolStage } from './harness/school-stage.ts'

const CODES = ['70001', '70007'] as const
const FORM = 'physics-7-2023'
const TWINS = 'Похоже, это один и тот же лист, отсканированный дважды'
const DIFFERENT = 'Похожие страницы, признанные разными листами: 1'

let stage: SchoolStage
let page: Page
let eyes: HttpPerson

/** Two works whose second pages bear the same ink, as if one sheet had been scanned twice and its code read in two ways. */
beforeAll(async () => {
  stage = await openSchoolStage({ worker: false })
  const school = stage.municipality.schools[0]!
  const { db } = stage
  const fileId = newId()
  const { campaign_id } = await db.selectFrom('school').select('campaign_id').where('id', '=', school.id).executeTakeFirstOrThrow()
  await db.insertInto('scan_file').values({
    id: fileId, campaign_id, school_id: school.id, name: '7А.pdf', sha256: 'f'.repeat(64), size_bytes: 1, state: 'opened', page_count: CODES.length, problem: null, uploaded_by: `coordinator-${school.id}`,
  }).execute()
  for (const [index, code] of CODES.entries()) {
    const workId = newId()
    await db.insertInto('work').values({ id: workId, campaign_id, school_id: school.id, form_id: FORM, participant_code: code, variant: '1', state: 'staged', cipher: `C-${code}` }).execute()
    await db.insertInto('page').values({
      id: newId(), file_id: fileId, number: index + 1, state: 'work', reasons: JSON.stringify([]), form_id: FORM, form_page: 2, rotation: 0, skew_deg: 0,
      image_sha256: null, width_px: 1654, height_px: 2339, work_id: workId, ink_hash: '5a'.repeat(128), ink_cells: 400,
    }).execute()
  }
  eyes = await stage.person()
  page = await stage.window()
  await page.goto(`${stage.url}/works`)
})
afterAll(() => stage?.close())

const listed = async (): Promise<{ readonly twins: number; readonly different: number }> => {
  const { repairs, different } = await eyes.get<z.infer<typeof repairList>>('/api/school/repairs')
  return { twins: repairs.filter((one) => one.type === 'twin').length, different: different.length }
}
/** Goes on with Tab, as somebody without a mouse, until the wanted place has the focus. */
async function tabTo(name: string): Promise<void> {
  for (let press = 0; press < 60; press++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate('document.activeElement.textContent') === name) return
  }
  throw new Error(`${name} cannot be reached with Tab`)
}

test('two sheets taken for one are said to be different, and asked about again, by mouse', async () => {
  await page.getByText(TWINS).waitFor()
  await page.getByRole('button', { name: 'Это разные листы' }).click()
  await page.getByText(TWINS).waitFor({ state: 'detached' })
  expect(await listed()).toEqual({ twins: 0, different: 1 })
  // Whoever pressed the wrong button sees at once how to take it back.
  const undo = page.getByRole('button', { name: /Отменить последнее действие/ })
  await undo.waitFor()
  await takeScreenshot(page, 'different-undo')
  expect(await accessibilityProblems(page)).toEqual([])
  await lookOtherwise(page, 'different-undo')
  await undo.click()
  await page.getByText(TWINS).waitFor()
  await page.getByText(DIFFERENT).waitFor({ state: 'detached' })
  expect(await listed()).toEqual({ twins: 1, different: 0 })
})

test('the same by keyboard, also after the page was loaded again', async () => {
  await tabTo('Это разные листы')
  await page.keyboard.press('Enter')
  await page.getByText(DIFFERENT).waitFor()
  await page.reload()
  await page.getByText(DIFFERENT).waitFor()
  expect(await page.getByRole('button', { name: /Отменить последнее действие/ }).isVisible()).toBe(false)
  await tabTo(DIFFERENT)
  await page.keyboard.press('Enter')
  await tabTo('↶ Отменить последнее действие')
  await page.keyboard.press('Space')
  await page.getByText(TWINS).waitFor()
  expect(await listed()).toEqual({ twins: 1, different: 0 })
})
