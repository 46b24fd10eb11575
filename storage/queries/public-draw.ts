import { sql } from 'kysely'
import { z } from 'zod'
import type { Commitment } from '../../pipeline/draw/manifest.ts'
import type { Db } from '../database/database.ts'

/** The inputs of a draw as they were published. */
export interface Freeze { readonly id: string; readonly formId: string; readonly manifest: string; readonly manifestSha256: string; readonly at: Date }

/** What the schools have promised for the next draw of a form; a number that was revealed once is no promise any more. */
export async function commitmentsOf(db: Db, formId: string): Promise<readonly Commitment[]> {
  const { rows } = await sql<Commitment>`
    select school_id as school, commitment from (select distinct on (school_id) * from draw_commitment where form_id = ${formId} order by school_id, seq desc) c
    where not exists (select from draw_nonce n where n.school_id = c.school_id and encode(sha256(convert_to(n.nonce, 'UTF8')), 'hex') = c.commitment)
    order by school_id`.execute(db)
  return rows
}

export async function addCommitment(db: Db, row: Commitment & { readonly id: string; readonly formId: string; readonly accountId: string; readonly at: Date }): Promise<void> {
  await db.insertInto('draw_commitment').values({ id: row.id, form_id: row.formId, school_id: row.school, commitment: row.commitment, account_id: row.accountId, at: row.at }).execute()
}

export async function addFreeze(db: Db, freeze: Freeze & { readonly accountId: string }): Promise<void> {
  await db.insertInto('draw_freeze').values({ id: freeze.id, form_id: freeze.formId, manifest: freeze.manifest, manifest_sha256: freeze.manifestSha256, account_id: freeze.accountId, at: freeze.at }).execute()
}

/** The newest published inputs of a form; null before there are any. */
export async function newestFreeze(db: Db, formId: string): Promise<Freeze | null> {
  const row = await db.selectFrom('draw_freeze').selectAll().where('form_id', '=', formId).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return row ? { id: row.id, formId: row.form_id, manifest: row.manifest, manifestSha256: row.manifest_sha256, at: row.at } : null
}

/** One publication by its id; null when there is none such. */
export async function findFreeze(db: Db, id: string): Promise<Freeze | null> {
  const row = await db.selectFrom('draw_freeze').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? { id: row.id, formId: row.form_id, manifest: row.manifest, manifestSha256: row.manifest_sha256, at: row.at } : null
}

/** The numbers that schools revealed after a publication. */
export async function noncesOf(db: Db, freezeId: string): Promise<readonly { readonly school: string; readonly nonce: string }[]> {
  return (await db.selectFrom('draw_nonce').select(['school_id', 'nonce']).where('freeze_id', '=', freezeId).orderBy('school_id').execute()).map((row) => ({ school: row.school_id, nonce: row.nonce }))
}

export async function addNonce(db: Db, row: { readonly id: string; readonly freezeId: string; readonly schoolId: string; readonly nonce: string; readonly accountId: string; readonly at: Date }): Promise<void> {
  await db.insertInto('draw_nonce').values({ id: row.id, freeze_id: row.freezeId, school_id: row.schoolId, nonce: row.nonce, account_id: row.accountId, at: row.at }).execute()
}

/** The first draw of a form with its dice; null before it. */
export async function firstDraw(db: Db, formId: string) {
  return await db.selectFrom('draw').selectAll().where('form_id', '=', formId).orderBy('seq').limit(1).executeTakeFirst() ?? null
}

const chances = z.object({ draws: z.number(), expertOfWork: z.number(), schoolOfWork: z.number() })

/** How well a draw could be guessed without its seed; null until that is worked out. Older draws keep it with their inputs. */
export async function chancesOf(db: Db, draw: { readonly id: string; readonly content: unknown }): Promise<z.output<typeof chances> | null> {
  const row = await db.selectFrom('draw_chance').select('content').where('draw_id', '=', draw.id).executeTakeFirst()
  return row ? chances.parse(row.content) : z.object({ chances: chances.nullish() }).parse(draw.content).chances ?? null
}

/** Whether anything of a form is still to be graded, works among it that are drawn later by the same seed: while it is, the seed would tell who grades what. */
export async function hasOpenWorks(db: Db, formId: string): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select exists (select from assignment a join work w on w.id = a.work_id where w.form_id = ${formId} and a.state = 'open')
      or exists (select from work w join chosen_work c on c.work_id = w.id join apart_work p on p.work_id = w.id
        where w.form_id = ${formId} and w.state <> 'withdrawn' and c.reason is not null and not p.kept_back and not p.held) as open`.execute(db)
  return rows[0]!.open
}

const promised = z.object({ commitments: z.array(z.object({ school: z.string(), commitment: z.string() })) })

/** What the schools had promised when the inputs were published. */
export const commitmentsIn = (freeze: Freeze): readonly Commitment[] => promised.parse(JSON.parse(freeze.manifest)).commitments
