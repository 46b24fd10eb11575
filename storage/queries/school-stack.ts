import { sql } from 'kysely'
import type { Db } from '../database/database.ts'

/** Every page of a school in scan order, with the code of its work and, outside of works, the code that was read on it. */
export const stackOfSchool = (db: Db, schoolId: string) =>
  db.selectFrom('page as p').innerJoin('scan_file as f', 'f.id', 'p.file_id').leftJoin('work as w', 'w.id', 'p.work_id')
    .leftJoinLateral((is) => is.selectFrom('page_reading as r').select(sql<string | null>`r.reading #>> '{code,value}'`.as('read_code')).whereRef('r.page_id', '=', 'p.id').orderBy('r.seq', 'desc').limit(1).as('newest'), (join) => join.onTrue())
    .select(['p.id', 'p.file_id', 'f.name as file_name', 'p.number', 'p.state', 'p.form_id', 'p.form_page', 'p.image_sha256', 'p.reasons', 'p.by_hand', 'w.participant_code', 'w.state as work_state', 'newest.read_code'])
    .where('f.school_id', '=', schoolId).orderBy('f.seq').orderBy('p.number').execute()

/** Where the fields of pages were found, px of the straightened page: `field task box` → [x, y, width, height]; with the size of the picture. */
export async function fieldBoxes(db: Db, pageIds: readonly string[]): Promise<ReadonlyMap<string, FieldBoxes>> {
  if (pageIds.length === 0) return new Map()
  const rows = await db.selectFrom('page as p').leftJoinLateral((is) => is.selectFrom('page_reading as r').select([
    sql<SeenBox[] | null>`r.evidence #> '{seen,evidence,scores}'`.as('scores'), sql<SeenBox | null>`r.evidence #> '{seen,evidence,total}'`.as('total'), sql<SeenBox | null>`r.evidence #> '{seen,evidence,mark}'`.as('mark'),
  ]).whereRef('r.page_id', '=', 'p.id').orderBy('r.seq', 'desc').limit(1).as('newest'), (join) => join.onTrue())
    .select(['p.id', 'p.width_px', 'p.height_px', 'newest.scores', 'newest.total', 'newest.mark']).where('p.id', 'in', [...pageIds]).execute()
  return new Map(rows.map(({ id, width_px, height_px, scores, total, mark }) => [id, {
    widthPx: width_px ?? 0, heightPx: height_px ?? 0,
    boxes: new Map([
      ...(scores ?? []).map(({ task, box, boxPx }) => [fieldKey({ field: 'score', task: task ?? null, box: box ?? null }), boxPx] as const),
      ...(total ? [[fieldKey({ field: 'total', task: null, box: null }), total.boxPx] as const] : []), ...(mark ? [[fieldKey({ field: 'mark', task: null, box: null }), mark.boxPx] as const] : []),
    ]),
  }]))
}

type BoxPx = [number, number, number, number]
interface SeenBox { readonly task?: string; readonly box?: number; readonly boxPx: BoxPx }
export interface FieldBoxes { readonly widthPx: number; readonly heightPx: number; readonly boxes: ReadonlyMap<string, BoxPx> }
export const fieldKey = ({ field, task, box }: { readonly field: string; readonly task: string | null; readonly box: number | null }): string => `${field} ${task ?? ''} ${box ?? ''}`
