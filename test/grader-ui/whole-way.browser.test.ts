import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { makeDemoSigner } from '../../fixtures/demo-signer.ts'
import { expertScores, resultsFormOf } from '../../fixtures/municipality.ts'
import type { BlindWorks, DoubtList } from '../../grader-ui/api/school.ts'
import { writeResultsForm } from '../../pipeline/results-form/write-results-form.ts'
import { gradeAll } from '../../workers/demo/act-expert.ts'
import { clearDoubts, lookAtBlindPages, releaseAll, sendScans, truthOf } from '../../workers/demo/act-school.ts'
import { recordAnswers, takeScreenshot } from '../harness/browser.ts'
import { keyOf } from './harness/expert-hands.ts'
import { keysFor, markIsInSight, openedCipher, openWholeWay } from './harness/whole-way.ts'

const KEY_PASSWORD = 'key-password'
const FORM = 'physics-7-2023'
const { folder, municipality, scans, server, browser, enter, person, settled, look, scoresOf, close } = await openWholeWay(FORM)

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  for (const page of browser.contexts().flatMap((context) => context.pages())) await takeScreenshot(page, `failed-${new URL(page.url()).pathname.replaceAll('/', '-')}`)
})
afterAll(close)

describe('from upload to signed protocol, in a browser', () => {
  test('a coordinator uploads, clears the doubts by keyboard and releases; other schools follow', async () => {
    const school = municipality.schools[0]!
    const scan = scans.find((one) => one.school === school.id)!
    const page = await enter(school.login)
    await page.getByText('Файлов пока нет').waitFor()
    await look(page, 'school-empty')
    const sheet = await writeResultsForm({ ...resultsFormOf({ municipality, school: school.id, form: FORM }) })
    await page.locator('input[type=file]').first().setInputFiles([
      { name: 'физика.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: Buffer.from(sheet) },
      { name: scan.file, mimeType: 'application/pdf', buffer: Buffer.from(scan.bytes) },
    ])
    await page.getByText('прочитан', { exact: true }).waitFor({ timeout: 240_000 })
    await settled()
    await look(page, 'school-read')

    // The real paper is read in the place of the coordinator's eyes.
    const eyes = await person(school.login)
    await page.goto(`${server.url}/doubts`)
    for (;;) {
      const { doubts } = await eyes.get<DoubtList>('/api/school/doubts')
      const [doubt] = doubts
      if (!doubt) break
      await page.locator('.counter b').getByText(`${doubts.length}`, { exact: true }).waitFor()
      await look(page, `school-doubt-${doubt.kind}`)
      for (const key of keysFor(doubt, truthOf({ doubt, municipality, scans }))) await page.keyboard.press(key)
      await expect.poll(async () => (await eyes.get<DoubtList>('/api/school/doubts')).doubts.some((one) => one.id === doubt.id)).toBe(false)
    }
    await page.getByText('Сомнений нет').waitFor()
    await page.goto(`${server.url}/works`)
    await page.getByRole('rowheader', { name: municipality.works[0]!.plan.code }).waitFor()
    await look(page, 'school-works')
    await page.goto(`${server.url}/pages`)
    await look(page, 'school-pages')
    await page.goto(server.url)
    await page.getByRole('button', { name: /Передать на перепроверку/ }).click()
    const asked = page.getByText('На бумаге не всё сходится', { exact: false }), done = page.getByText('Все работы переданы')
    await asked.or(done).first().waitFor()
    if (await asked.count() > 0) {
      for (const reason of await page.locator('form.banner input').all()) await reason.fill('Так на бумаге, исправлять нельзя')
      await page.keyboard.press('Enter')
    }
    await done.waitFor()
    await look(page, 'school-released')

    for (const other of municipality.schools.slice(1)) {
      const coordinator = await person(other.login)
      await sendScans({ person: coordinator, municipality, scan: scans.find((one) => one.school === other.id)! })
    }
    await settled()
    for (const other of municipality.schools.slice(1)) {
      const coordinator = await person(other.login)
      await clearDoubts({ person: coordinator, municipality, scans })
      expect(await releaseAll(coordinator)).toBe(1)
    }
    await settled()
  })

  test('a coordinator with a grey scanner looks at the blind pages: hides a sign with mouse and keyboard, passes the rest with one key a work', async () => {
    const school = municipality.schools[1]!
    const eyes = await person(school.login)
    const before = await eyes.get<BlindWorks>('/api/school/blind')
    expect(before.works).toHaveLength(1)
    const page = await enter(school.login)
    await page.getByRole('link', { name: /Посмотрите обезличенные страницы/ }).click()
    await page.locator('.strip img').first().waitFor()
    await look(page, 'school-blind')
    await page.keyboard.press(String(before.works[0]!.pages[0]!.formPage))
    const sheet = page.locator('.mask-sheet')
    await sheet.waitFor()
    const box = (await sheet.boundingBox())!
    await page.mouse.move(box.x + 300, box.y + 150)
    await page.mouse.down()
    await page.mouse.move(box.x + 420, box.y + 190, { steps: 4 })
    await page.mouse.up()
    await page.keyboard.press('KeyB')
    await page.mouse.move(box.x + 200, box.y + 260)
    await page.mouse.down()
    await page.mouse.move(box.x + 330, box.y + 280, { steps: 6 })
    await page.mouse.up()
    for (const key of ['ArrowDown', 'ArrowDown', 'Shift+ArrowRight', 'Space', 'Space']) await page.keyboard.press(key)
    await page.getByRole('button', { name: 'Отменить' }).getByText('Z').waitFor()
    await page.keyboard.press('KeyZ')
    await look(page, 'school-mask')
    await page.getByRole('button', { name: /Закрыть и проверить: 3/ }).waitFor()
    await page.keyboard.press('Enter')
    await sheet.waitFor({ state: 'detached' })
    await settled()
    const after = await eyes.get<BlindWorks>('/api/school/blind')
    expect(after.pages).toBe(before.pages - 1)
    await page.reload()
    await page.getByRole('button', { name: /Узнать нельзя/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Смотреть сейчас нечего').waitFor()
    await look(page, 'school-blind-done')
    for (const other of municipality.schools) await lookAtBlindPages({ person: await person(other.login), municipality, scans: scans.filter((scan) => scan.school === other.id) })
    await settled()
    const states = await server.engines.database.db.selectFrom('work').select('state').execute()
    expect(states.map((work) => work.state)).toEqual(municipality.works.map(() => 'anonymised'))
  })

  test('the municipal coordinator draws by a seed and sees the chain of the audit log hold', async () => {
    const page = await enter('municipality')
    await look(page, 'municipality-before-draw')
    await page.getByRole('link', { name: 'К жеребьёвке' }).click()
    await page.getByRole('button', { name: 'Опубликовать опись' }).click()
    await page.getByLabel('Двадцать цифр').fill('01382 43811 27973 16654')
    await look(page, 'municipality-dice')
    await page.getByRole('button', { name: 'Провести жеребьёвку' }).click()
    await page.getByText(/Жеребьёвка проведена/).waitFor()
    await look(page, 'municipality-drawn')
    await page.getByRole('link', { name: 'Журнал действий' }).click()
    await page.getByText(/Цепочка журнала цела/).waitFor()
    await look(page, 'municipality-audit')
  })

  test('an expert grades by keyboard alone, as many keys as tasks and one more; a cut network loses nothing, nothing tells whose work it is', async () => {
    const rows = await server.engines.database.db.selectFrom('work').select(['cipher', 'school_id']).execute()
    const workOfCipher = (cipher: string) => municipality.works.find((work) => work.school === rows.find((row) => row.cipher === cipher)?.school_id) ?? null
    const { tasks } = municipality.forms[0]!
    const expert = municipality.experts.find((one) => one.subjects.includes('Физика'))!
    const page = await enter(expert.id)
    const told = recordAnswers(page.context())
    await page.reload()
    const begin = page.getByRole('link', { name: /Начать проверку/ })
    await begin.waitFor()
    await look(page, 'expert-queue')
    await begin.click()
    const first = await openedCipher(page, null)
    for (let cipher: string | null = first; cipher !== null;) {
      const scores = expertScores({ municipality, work: workOfCipher(cipher)!, expert: expert.id })
      await page.locator('.task').first().waitFor()
      await look(page, 'expert-grading')
      let keys = 0
      const press = async (key: string): Promise<void> => { keys++; await page.keyboard.press(key) }
      for (const [index, task] of tasks.entries()) {
        await page.locator('li[aria-current=true] .task > span').first().getByText(task.id, { exact: true }).waitFor()
        await expect.poll(() => markIsInSight(page)).toBe(true)
        if (cipher === first && index === 2) {
          await expect.poll(() => scoresOf(first, expert.id)).toHaveLength(2)
          await page.context().setOffline(true)
        }
        await press(keyOf(scores[task.id]!))
        if (cipher !== first || index !== 3) continue
        await page.getByText(/Нет связи/).waitFor()
        await look(page, 'expert-offline')
        expect(await scoresOf(cipher, expert.id)).toHaveLength(2)
        await page.context().setOffline(false)
        await expect.poll(() => scoresOf(cipher!, expert.id), { timeout: 20_000 }).toEqual(tasks.slice(0, 4).map(({ id }) => `${id}: ${scores[id]}`).sort())
      }
      await press('Enter')
      const before: string = cipher
      cipher = await openedCipher(page, before)
      expect(keys).toBe(tasks.length + 1)
      await expect.poll(() => scoresOf(before, expert.id)).toEqual(tasks.map(({ id }) => `${id}: ${scores[id]}`).sort())
    }
    await look(page, 'expert-complete')
    await page.getByRole('button', { name: /Сдать готовые работы/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: /Сдать готовые работы/ }).click()
    await page.getByText('Всё проверено').waitFor()
    await look(page, 'expert-done')

    await page.goto(`${server.url}/works/${first}`)
    await page.getByText('Работа сдана, баллы не меняются').waitFor()
    await look(page, 'expert-handed-in')
    const late = await person(expert.id)
    await expect(late.send('PUT', `/api/expert/works/${first}/scores`, { key: 'late-score-key', task: tasks[0]!.id, score: '0' })).rejects.toThrow('Эта работа уже сдана, и её баллы не меняются.')
    await expect(late.send('POST', `/api/expert/works/${first}/submit`)).rejects.toThrow('Эта работа уже сдана')

    const answers = await told()
    expect(answers.filter(({ url }) => url.includes('/api/expert/pages/')).length).toBeGreaterThan(0)
    const own = municipality.schools.find(({ id }) => id === expert.school)!
    const secrets = [...municipality.schools.filter((one) => one !== own).flatMap(({ id, login, name, coordinator }) => [id, login, name, coordinator]), ...municipality.works.map(({ plan }) => plan.code)]
    for (const { url, headers, body } of answers) {
      // A script's and a picture's numbers hold any five digits by chance; names they may not hold either.
      const isData = headers.includes('application/json')
      const leaked = secrets.filter((secret) => (isData || !/^\d+$/.test(secret)) && (body.includes(secret) || headers.includes(secret) || url.includes(secret)))
      expect(leaked, url).toEqual([])
    }

    for (let open = true; open;) {
      open = false
      for (const other of municipality.experts.filter((one) => one.subjects.includes('Физика'))) {
        const graded = await gradeAll({ person: await person(other.id), expert: other.id, municipality, workOfCipher, onWork: () => {} })
        if (graded > 0) open = true
      }
    }
  })

  test('the chair approves and signs, and pdfsig finds the signature valid', async () => {
    const page = await enter('chair')
    await page.getByText('готов к утверждению').first().waitFor()
    await look(page, 'chair-protocols')
    await page.getByRole('link', { name: municipality.schools[0]!.name }).click()
    await page.getByRole('button', { name: 'Запросить вскрытие шифров' }).click()
    await page.getByText('Ждёт подтверждения муниципального координатора').waitFor()
    await look(page, 'chair-opening-asked')
    const second = await enter('municipality')
    await second.getByRole('link', { name: /Председатель просит вскрыть шифры/ }).click()
    await second.getByRole('button', { name: 'Подтвердить вскрытие' }).waitFor()
    await look(second, 'municipality-openings')
    await second.getByRole('button', { name: 'Подтвердить вскрытие' }).click()
    await second.getByText('Запросов нет').waitFor()
    await look(second, 'municipality-no-openings')
    await page.getByRole('button', { name: 'Утвердить протокол' }).waitFor()
    await look(page, 'chair-protocol')
    await page.getByRole('button', { name: 'Утвердить протокол' }).click()
    const signer = await makeDemoSigner({ commonName: municipality.chair.name, password: KEY_PASSWORD, random: (length) => randomBytes(length), from: new Date(), days: 365 })
    await page.getByLabel('Файл ключа').setInputFiles({ name: 'chair.p12', mimeType: 'application/x-pkcs12', buffer: Buffer.from(signer.p12) })
    await page.getByLabel('Пароль ключа').fill(KEY_PASSWORD)
    await look(page, 'chair-signing')
    await page.getByRole('button', { name: 'Подписать', exact: true }).click()
    await page.getByText(`Подписан: ${municipality.chair.name}`).waitFor()
    await look(page, 'chair-signed')
    const href = await page.getByRole('link', { name: 'Подписанный протокол (PDF)' }).getAttribute('href')
    const pdf = await (await person('chair')).bytes(href!)
    const path = join(folder, 'signed.pdf')
    writeFileSync(path, pdf)
    expect(execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' })).toContain('Signature is Valid')
  })
})
