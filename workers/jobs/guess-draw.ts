import { z } from 'zod'
import { drawExpert, drawWork } from '../../pipeline/model/work.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import type { Job } from './job.ts'

const kept = z.object({ manifest: z.string() })
const inputs = z.object({ works: z.array(drawWork), experts: z.array(drawExpert), rules: z.object({ graders: z.number(), minYears: z.number(), reciprocity: z.enum(['allowed', 'forbidden']) }) })

/** Works out how well a first draw could be guessed by who knows everything but its seed, from the inputs it keeps. Run again, it writes nothing twice. */
export const guessDraw: Job = async ({ db, recognisers, clock }, drawId) => {
  const draw = await db.selectFrom('draw as d').leftJoin('draw_chance as c', 'c.draw_id', 'd.id').select(['d.seed', 'd.content', 'c.draw_id as done']).where('d.id', '=', drawId).executeTakeFirst()
  if (!draw || draw.done !== null) return
  const chances = await recognisers.guess({ ...inputs.parse(JSON.parse(kept.parse(draw.content).manifest)), seed: draw.seed })
  if (chances === null) return
  await db.transaction().execute(async (trx) => {
    const at = clock()
    const fresh = await trx.insertInto('draw_chance').values({ draw_id: drawId, content: JSON.stringify(chances), at }).onConflict((on) => on.doNothing()).returning('draw_id').executeTakeFirst()
    if (fresh) await appendAudit(trx, { type: 'draw.guessed', actor: 'system', at, draw: drawId, draws: chances.draws })
  })
}
