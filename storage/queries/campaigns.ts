import { z } from 'zod'
import { DEFAULT_DRAW_RULES } from '../../pipeline/draw/problem.ts'
import { DEFAULT_THIRD_EXPERT_RULE } from '../../pipeline/model/verdict.ts'
import type { Db } from '../database/database.ts'

/** What a campaign may set; what it leaves out is as most municipalities do it. */
export const campaignSettings = z.object({
  draw: z.object({
    graders: z.int().min(1).max(2).default(DEFAULT_DRAW_RULES.graders),
    minYears: z.int().min(0).max(50).default(DEFAULT_DRAW_RULES.minYears),
    /** What an expert gets as one: a whole work, or one task (group of tasks that share an answer box) of many works. */
    unit: z.enum(['work', 'task']).default('work'),
    reciprocity: z.enum(['allowed', 'forbidden']).default(DEFAULT_DRAW_RULES.reciprocity),
    /** Works of at least so many schools other than an expert's own must lie together, else the heap itself says where a work is from. */
    leastOtherSchools: z.int().min(1).max(100).default(3),
  }).prefault({}),
  thirdExpert: z.object({
    pointsApart: z.int().min(1).default(DEFAULT_THIRD_EXPERT_RULE.pointsApart),
    zeroAgainstNonZeroUpTo: z.int().min(0).default(DEFAULT_THIRD_EXPERT_RULE.zeroAgainstNonZeroUpTo),
    whenMarkDiffers: z.boolean().default(DEFAULT_THIRD_EXPERT_RULE.whenMarkDiffers),
  }).prefault({}),
  marking: z.object({
    /** The last moment for handing works in; shown to experts. */
    deadline: z.iso.datetime({ offset: true }).nullable().default(null),
    /** Of an expert's works so many are seeds with definitive scores, once the commission has set some. */
    seedPercent: z.int().min(0).max(30).default(6),
    /** So many of the own works come a second time, unannounced. */
    repeatPercent: z.int().min(0).max(20).default(0),
    /** A seed fails when one task is further apart than this, or the sum is. */
    taskTolerance: z.int().min(0).max(20).default(1),
    totalTolerance: z.int().min(0).max(50).default(2),
    /** So many failed seeds stop the expert until the chair lets him go on; 0 never does. */
    stopAfter: z.int().min(0).max(20).default(2),
    /** Whether experts may see what the others gave, after the third has handed in. */
    showOthers: z.enum(['never', 'after-third']).default('never'),
  }).prefault({}),
  blind: z.object({
    /** Which blind pages a person looks at before experts may: those that the program cannot vouch for, or all. */
    lookAt: z.enum(['unsure', 'all']).default('unsure'),
  }).prefault({}),
  /** The order that appointed the commission, as it is printed on the protocol. */
  order: z.string().trim().min(1).max(300).nullable().default(null),
  /** How many days from the day of the work scans and works are kept. */
  retentionDays: z.int().min(1).max(3650).default(90),
})
export type CampaignSettings = z.output<typeof campaignSettings>

/** Whether works come to their experts a second time, each page as its twin: where whole works are given out, by the chair's rule. */
export const showsRepeats = ({ draw, marking }: CampaignSettings): boolean => draw.unit === 'work' && marking.repeatPercent > 0

/** A campaign with its settings, complete. */
export interface Campaign { readonly id: string; readonly title: string; readonly municipality: string; readonly settings: CampaignSettings }

/** The campaign that runs: the newest. Null before there is any. */
export async function currentCampaign(db: Db): Promise<Campaign | null> {
  const row = await db.selectFrom('campaign').selectAll().orderBy('created_at', 'desc').orderBy('id').limit(1).executeTakeFirst()
  return row ? asCampaign(row) : null
}

/** A campaign as it is kept, with what its settings leave out. */
export const asCampaign = ({ id, title, municipality, settings }: { readonly id: string; readonly title: string; readonly municipality: string; readonly settings: unknown }): Campaign =>
  ({ id, title, municipality, settings: campaignSettings.parse(settings) })

/** The schools of a campaign by name. */
export const schoolsOfCampaign = (db: Db, campaignId: string): Promise<{ id: string; name: string }[]> =>
  db.selectFrom('school').select(['id', 'name']).where('campaign_id', '=', campaignId).orderBy('name').orderBy('id').execute()

/** The campaign that a form belongs to. Throws when there is no such form. */
export async function campaignOfForm(db: Db, formId: string): Promise<Campaign> {
  const row = await db.selectFrom('campaign as c').innerJoin('form as f', 'f.campaign_id', 'c.id').selectAll('c').where('f.id', '=', formId).executeTakeFirstOrThrow()
  return asCampaign(row)
}
