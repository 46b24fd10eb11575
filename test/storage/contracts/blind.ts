import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asExpert, type Blind } from '../../../storage/blind/as-expert.ts'
import { blindPages, blindQueue, findBlindPage, findBlindWork } from '../../../storage/blind/blind-works.ts'
import { flagWork, submitWork } from '../../../storage/blind/grade-work.ts'
import { giveScores } from '../../../storage/blind/give-scores.ts'
import type { Database } from '../../../storage/database/database.ts'
import { newId } from '../../../storage/new-id.ts'
import { addSchoolWithWork, type SampleRows } from '../../harness/sample-rows.ts'

const FORM = {
  formVersion: 1, id: 'physics-7', title: 'ВПР. Физика. 7 класс', subject: 'Физика', grade: 7,
  tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 2 }, { id: '3', maxScore: 1 }],
  pages: [{ number: 1, blank: { file: 'physics-7.pdf', page: 1 }, fields: [] }],
}

/** What the experts' view promises on every database engine. */
export function describeBlind(name: string, open: () => Promise<Database>): void {
  describe(`the expert's view on ${name}`, () => {
    let database: Database
    let own: SampleRows
    let other: SampleRows
    beforeAll(async () => {
      database = await open()
      own = await addAssignedWork(database)
      other = await addAssignedWork(database)
    })
    afterAll(() => database.close())

    const as = <T>(expertId: string, steps: (blind: Blind) => Promise<T>) => database.db.transaction().execute((trx) => asExpert(trx, expertId, steps))
    const at = new Date(Date.UTC(2026, 3, 1, 9))
    const give = async (expertId: string, cipher: string, task: string, score: string, key = newId()) => (await database.db.transaction().execute((trx) =>
      giveScores(trx, [{ id: newId(), expertId, cipher, task, score, key, at, madeAt: null }])))[0]!
    const grade = (task: string, score: string, key = newId(), cipher = own.cipher) => give(own.expert, cipher, task, score, key)

    test('shows the own works and pages and no others', async () => {
      const queue = await as(own.expert, blindQueue)
      expect(queue.map((work) => work.cipher)).toEqual([own.cipher])
      expect(queue[0]).toMatchObject({ variant: '1', round: 1, state: 'open', tasks: FORM.tasks })
      const pages = await as(own.expert, (blind) => blindPages(blind, queue[0]!.assignmentId))
      expect(pages).toEqual([{ id: `blind-${own.work}`, formPage: 1, sha256: 'c'.repeat(64), widthPx: 1654, heightPx: 2339, crop: null }])
      expect(await findBlindPage(database.db, { expertId: own.expert, pageId: `blind-${own.work}` })).toBe('c'.repeat(64))
      expect(await findBlindPage(database.db, { expertId: own.expert, pageId: `blind-${other.work}` })).toBeNull()
      expect(await as(own.expert, (blind) => findBlindWork(blind, other.cipher))).toBeNull()
      expect(await as('nobody', blindQueue)).toEqual([])
    })

    test('says nothing of school, code, pupil or original score', async () => {
      const seen = JSON.stringify(await as(own.expert, async (blind) => {
        const queue = await blindQueue(blind)
        return [queue, await blindPages(blind, queue[0]!.assignmentId), await blind.selectFrom('expert_assignment').selectAll().execute()]
      }))
      for (const secret of [own.school, '70001', 'Школа', own.file, 'скан.pdf', own.account]) expect(seen).not.toContain(secret)
      expect(seen).not.toMatch(/"(school|participant|original|work_?id)/i)
    })

    test('denies every other table and column in the database itself', async () => {
      const reaching = [
        'select * from school', 'select * from work', 'select * from work_value', 'select * from page', 'select * from scan_file', 'select * from account', 'select * from doubt',
        'select * from results_form', 'select * from draw', 'select * from protocol', 'select * from audit_event', 'select * from session', 'select * from blind_page', 'select * from answer_crop', 'select * from chosen_work', 'select * from apart_work', 'select * from sampled_work', 'select * from page_reading',
        'select work_id from assignment', 'select campaign_id from form', `update assignment set work_id = work_id`, `update assignment set expert_id = 'me'`, `delete from flag`,
        `insert into work_value (id) values ('x')`, `create table sverka_x (y int)`,
      ]
      for (const query of reaching) await expect(as(own.expert, (blind) => sql.raw(query).execute(blind)), query).rejects.toThrow(/permission denied|only added/)
    })

    test('a wrong query still reaches no other expert’s grades or assignments', async () => {
      await give(other.expert, other.cipher, '1', '1', 'other-key-1')
      const everything = await as(own.expert, async (blind) => [
        await blind.selectFrom('grade').selectAll().execute(), await blind.selectFrom('assignment').select('id').execute(), await blind.selectFrom('expert_page').selectAll().execute(),
      ])
      expect(JSON.stringify(everything)).not.toContain(other.work)
      await expect(as(own.expert, (blind) => blind.insertInto('grade').values({ id: newId(), assignment_id: `assignment-${other.work}`, task: '1', score: '0', key: newId(), at }).execute())).rejects.toThrow(/row-level security/)
    })

    test('gives the transaction its eyes back', async () => {
      const name = await database.db.transaction().execute(async (trx) => {
        await asExpert(trx, own.expert, blindQueue)
        return trx.selectFrom('school').select('name').where('id', '=', own.school).executeTakeFirst()
      })
      expect(name).toEqual({ name: 'Школа № 1' })
      expect(await database.db.selectFrom('expert_assignment').selectAll().execute()).toEqual([])
    })

    test('where the experts’ role has no rights in this database, pages, queue and scores do without it alike', async () => {
      class Back extends Error {}
      const rolledBack = database.db.transaction().execute(async (trx) => {
        await sql.raw(`do $$ begin if exists (select from pg_roles where rolname = 'sverka_expert') then revoke select on expert_assignment from sverka_expert; end if; end $$`).execute(trx)
        expect((await sql<{ eyes: string }>`select expert_eyes() as eyes`.execute(trx)).rows).toEqual([{ eyes: 'none' }])
        expect((await asExpert(trx, own.expert, blindQueue)).map((work) => work.cipher)).toEqual([own.cipher])
        expect(await findBlindPage(trx, { expertId: own.expert, pageId: `blind-${own.work}` })).toBe('c'.repeat(64))
        expect(await findBlindPage(trx, { expertId: own.expert, pageId: `blind-${other.work}` })).toBeNull()
        expect((await giveScores(trx, [{ id: newId(), expertId: own.expert, cipher: own.cipher, task: '1', score: '1', key: newId(), at, madeAt: null }]))[0]).toMatchObject({ ok: true })
        expect((await giveScores(trx, [{ id: newId(), expertId: own.expert, cipher: other.cipher, task: '1', score: '1', key: newId(), at, madeAt: null }]))[0]).toMatchObject({ ok: false })
        throw new Back()
      })
      await expect(rolledBack).rejects.toThrow(Back)
    })

    test('takes scores the form allows; the newest counts, a key counts once', async () => {
      expect(await grade('1', '1', 'key-one-1')).toMatchObject({ ok: true, value: { score: '1', isNew: true } })
      await grade('2', '0')
      expect(await grade('2', 'х')).toMatchObject({ ok: true, value: { score: 'X', isNew: true } })
      await grade('2', '2')
      expect(await grade('1', '0', 'key-one-1')).toMatchObject({ ok: true, value: { score: '1', isNew: false } })
      const work = await as(own.expert, (blind) => findBlindWork(blind, own.cipher))
      expect(Object.fromEntries(work!.grades)).toEqual({ 1: '1', 2: '2' })
    })

    test.each([['1', '2', 'no-such-score'], ['1', 'да', 'no-such-score'], ['9', '1', 'no-such-task']])('task %s, score %s: %s', async (task, score, reason) => {
      expect(await grade(task, score)).toEqual({ ok: false, reason })
    })

    test('another expert’s work cannot be graded or flagged', async () => {
      expect(await grade('1', '1', newId(), other.cipher)).toEqual({ ok: false, reason: 'no-such-work' })
      expect(await as(own.expert, (blind) => flagWork(blind, { id: newId(), cipher: other.cipher, kind: 'unreadable', note: '', at }))).toEqual({ ok: false, reason: 'no-such-work' })
    })

    test('is handed in whole, once, and stands from then on', async () => {
      const submit = () => as(own.expert, (blind) => submitWork(blind, { cipher: own.cipher, at }))
      await grade('3', '1')
      await grade('3', '')
      expect(await submit()).toEqual({ ok: false, reason: 'tasks-missing' })
      await grade('3', 'X')
      const submitted = await submit()
      expect(submitted).toMatchObject({ ok: true, value: { work: { state: 'submitted' }, commitment: expect.stringMatching(/^[0-9a-f]{64}$/) as string } })
      expect(await submit()).toEqual({ ok: false, reason: 'already-submitted' })
      expect(await grade('3', '1')).toEqual({ ok: false, reason: 'already-submitted' })
      expect(await as(own.expert, (blind) => flagWork(blind, { id: newId(), cipher: own.cipher, kind: 'unreadable', note: 'бледно', at }))).toMatchObject({ ok: true })
    })

    test('a work that was withdrawn or is not anonymised is not shown', async () => {
      const hidden = await addAssignedWork(database)
      await database.db.updateTable('work').set({ state: 'withdrawn' }).where('id', '=', hidden.work).execute()
      expect(await as(hidden.expert, blindQueue)).toEqual([])
    })
  })
}

async function addAssignedWork({ db }: Database): Promise<SampleRows> {
  const rows = await addSchoolWithWork(db)
  await db.updateTable('form').set({ content: JSON.stringify(FORM) }).where('id', '=', rows.form).execute()
  await db.updateTable('work').set({ state: 'anonymised' }).where('id', '=', rows.work).execute()
  await db.insertInto('blind_page').values({ id: `blind-${rows.work}`, work_id: rows.work, form_page: 1, sha256: 'c'.repeat(64), width_px: 1654, height_px: 2339, certificate: '{}' }).execute()
  await db.insertInto('draw').values({
    id: `draw-${rows.work}`, campaign_id: rows.campaign, form_id: rows.form, purpose: 'first', seed: 's', manifest_sha256: 'd'.repeat(64), content: '{}', account_id: rows.account,
  }).execute()
  await db.insertInto('assignment').values({
    id: `assignment-${rows.work}`, draw_id: `draw-${rows.work}`, work_id: rows.work, expert_id: rows.expert, round: 1, tasks: 'null', place: 1, state: 'open', submitted_at: null,
  }).execute()
  return rows
}
