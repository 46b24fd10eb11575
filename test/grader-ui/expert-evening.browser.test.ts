import { describe, expect, test } from 'vitest'
import type { ExpertQueue } from '../../grader-ui/api/expert.ts'
import { ask, keyOf, look, saved, shownCipher } from './harness/expert-hands.ts'
import { openMarkingDesk } from './harness/marking-desk.ts'
import { STAGE_FORM } from './harness/marking-stage.ts'

const WORKS = 40
const DEADLINE = new Date(Date.now() + 3 * 86_400_000).toISOString()
const { stage, hands } = await openMarkingDesk('evening', { works: WORKS, settings: { marking: { deadline: DEADLINE } } })

describe('an evening of forty works', () => {
  test('by keyboard alone, as many keys as tasks and one more, the network cut in the middle, ends with exactly the intended scores', async () => {
    const { context, page } = await hands.enter('expert-1')
    const fetched: string[] = []
    page.on('request', (request) => { if (request.url().includes('/api/expert/pages/')) fetched.push(request.url()) })
    const heard = new Set<string>()
    page.on('requestfinished', (request) => { if (request.url().includes('/api/expert/works/')) heard.add(new URL(request.url()).pathname.split('/')[4]!) })
    await page.getByRole('link', { name: 'Начать проверку' }).focus()
    await page.keyboard.press('Enter')
    const keysOf = new Map<string, number>()
    let cipher = await shownCipher(page)
    for (let done = 0; ; done++) {
      const scores = hands.intended(cipher)
      let keys = 0
      const press = async (key: string): Promise<void> => { keys++; await page.keyboard.press(key) }
      for (const [index, task] of hands.taskIds.entries()) {
        if (done === 11 && index === 4) {
          await expect.poll(() => heard.size, { message: 'the next work is here before it is needed' }).toBe(done + 2)
          await context.setOffline(true)
        }
        if (done === 12 && index === 2) {
          await page.getByText('Нет связи').waitFor()
          expect(Object.keys(await hands.heldOf('expert-1', cipher))).toEqual([])
          await context.setOffline(false)
        }
        await press(keyOf(scores[task]!))
      }
      await press('Enter')
      keysOf.set(cipher, keys)
      if (done + 1 === WORKS) break
      cipher = await shownCipher(page, cipher)
      if (done === 19) await look(page, 'evening-half')
    }
    await page.getByRole('button', { name: `Сдать готовые работы: ${WORKS}` }).waitFor()
    expect(new Set(keysOf.values())).toEqual(new Set([hands.taskIds.length + 1]))
    await expect.poll(() => hands.heldScores('expert-1'), { timeout: 20_000 }).toEqual(Object.fromEntries([...keysOf.keys()].map((one) => [one, hands.intended(one)])))
    // Every page once; what was cut off with the network may be asked for again.
    expect(fetched.length - new Set(fetched).size).toBeLessThan(12)
    await look(page, 'evening-complete')

    // Looked over before handing in: one work is opened again and corrected.
    const first = [...keysOf.keys()][0]!
    await page.goto(`${stage.url}/works/${first}`)
    await page.getByText('Все задания оценены').waitFor()
    await page.keyboard.press('X')
    await saved(page)
    await page.goto(stage.url)
    await page.getByRole('button', { name: `Сдать готовые работы: ${WORKS}` }).press('Enter')
    await page.getByRole('dialog').waitFor()
    await look(page, 'evening-hand-in')
    await page.keyboard.press('Enter')
    await page.getByText('Всё проверено. Спасибо!').waitFor()
    expect((await hands.heldOf('expert-1', first))[hands.taskIds[0]!]).toBe('X')
    expect(await stage.db.selectFrom('assignment').select('id').where('expert_id', '=', 'expert-1').where('state', '=', 'submitted').execute()).toHaveLength(WORKS)
    const queue = await ask<ExpertQueue>(page, '/api/expert/queue')
    expect(queue.pace).toMatchObject({ worksToday: WORKS })
    expect(queue.deadline).toBe(DEADLINE)

    const sheet = await page.request.get(`${stage.url}/api/expert/batches/${STAGE_FORM}/sheet`)
    expect((await sheet.body()).subarray(0, 5).toString()).toBe('%PDF-')
  })
})
