import { beforeAll, expect, test } from 'vitest'
import { newId } from '../../storage/new-id.ts'
import { addAccount } from '../../storage/queries/accounts.ts'
import { accessibilityProblems, takeScreenshot } from '../harness/browser.ts'
import { openMarkingDesk } from './harness/marking-desk.ts'

const { stage, enter } = await openMarkingDesk('blind-settings', { works: 1, papers: 1 })

beforeAll(async () => {
  // A work that the school has not handed over.
  const work = await stage.db.selectFrom('work').selectAll().limit(1).executeTakeFirstOrThrow()
  await stage.db.insertInto('work').values({ ...work, id: newId(), cipher: newId(), participant_code: '79999', state: 'staged' }).execute()
  const { password_hash: hash } = await stage.db.selectFrom('account').select('password_hash').where('id', '=', 'chair').executeTakeFirstOrThrow()
  await addAccount(stage.db, { id: 'coordinator-1', login: 'coordinator-1', passwordHash: hash, role: 'school', name: 'Координатор школы', schoolId: 'school-1', subjects: [], years: 0, cap: null, otherSchools: [], conflicts: [] })
})

test('the coordinator sees why works wait, and sets which blind pages a school looks at', async () => {
  const desk = await enter('municipality')
  await desk.getByRole('table', { name: 'Почему работы ещё не у экспертов' }).getByText('Школы ещё не передали работы.').waitFor()
  await takeScreenshot(desk, 'blind-waits')
  expect(await accessibilityProblems(desk)).toEqual([])
  await desk.getByRole('link', { name: 'Настройки' }).click()
  await desk.getByLabel('Какие обезличенные страницы').selectOption('all')
  await takeScreenshot(desk, 'blind-settings')
  await desk.getByRole('button', { name: 'Сохранить' }).click()
  await desk.getByText('Сохранено.').waitFor()
  expect(await accessibilityProblems(desk)).toEqual([])
  const { settings } = await stage.db.selectFrom('campaign').select('settings').executeTakeFirstOrThrow()
  expect(settings).toMatchObject({ blind: { lookAt: 'all' } })
  const chair = await enter('chair')
  await chair.getByText('Школы ещё не передали работы.').waitFor()
  await takeScreenshot(chair, 'blind-waits-chair')
  expect(await accessibilityProblems(chair)).toEqual([])
})

test('a school keeps its own list of words to hide', async () => {
  const school = await enter('coordinator-1')
  await school.goto(`${stage.url}/blind`)
  await school.getByText('Слова, которые эксперты не должны прочесть: 0').click()
  await school.getByLabel('По одному в строке').fill('Щербакова\nЖукова\n')
  await school.getByRole('button', { name: 'Сохранить и проверить страницы' }).click()
  await school.getByText('Готовые страницы проверяются заново').waitFor()
  await school.getByText('Слова, которые эксперты не должны прочесть: 2').waitFor()
  await takeScreenshot(school, 'blind-words')
  expect(await accessibilityProblems(school)).toEqual([])
  expect(await stage.db.selectFrom('school_words').select('words').execute()).toEqual([{ words: ['Щербакова', 'Жукова'] }])
})
