import { z } from 'zod'
import type { Form } from '../../../pipeline/model/form.ts'
import { recheckProtocol } from '../../../pipeline/model/recheck-protocol.ts'
import type { Campaign } from '../../../storage/queries/campaigns.ts'
import type { SchoolRecheck } from './school-recheck.ts'

/** What an approval freezes: the protocol as printed, for each work the tasks that a third expert settled, and how many works no expert could be given. */
export const frozenProtocol = z.object({ protocol: recheckProtocol, thirdTasks: z.record(z.string(), z.array(z.string())), keptBack: z.number().default(0) })
export type FrozenProtocol = z.output<typeof frozenProtocol>

/** The recheck protocol of a school as it would be approved on this day, without the checkpoint that the approval signs. Throws when something in it cannot be printed: that would be a bug. */
export function protocolOf({ campaign, schoolName, form, recheck, chairName, names, day }: {
  readonly campaign: Campaign; readonly schoolName: string; readonly form: Form; readonly recheck: SchoolRecheck; readonly chairName: string
  /** Names of experts by id. */
  readonly names: ReadonlyMap<string, string>
  /** `2026-05-12`. */
  readonly day: string
}): FrozenProtocol {
  const third = recheck.works.filter((work) => work.thirdTasks.length > 0)
  const members = [...new Set(recheck.works.flatMap((work) => work.expertIds))].map((id) => names.get(id) ?? '').filter((name) => name !== '').sort((a, b) => a.localeCompare(b, 'ru'))
  return {
    protocol: recheckProtocol.parse({
      number: null, date: day, municipality: campaign.municipality, school: schoolName, subject: form.subject, grade: form.grade, formTitle: form.title,
      campaign: campaign.title, order: campaign.settings.order, tasks: form.tasks.map(({ id, maxScore }) => ({ id, maxScore })), worksTotal: Math.max(recheck.participants, recheck.works.length),
      works: recheck.works.map((work) => work.comparison),
      thirdExpert: campaign.settings.draw.graders < 2 ? null : { works: third.length, tasks: third.reduce((sum, work) => sum + work.thirdTasks.length, 0) },
      commission: { chair: { name: chairName }, members: members.map((name) => ({ name })) }, checkpoint: null,
    }),
    thirdTasks: Object.fromEntries(third.map((work) => [work.comparison.workCipher, [...work.thirdTasks]])),
    keptBack: recheck.keptBack,
  }
}

/** The day that people's calendars show at this moment where the server stands, `2026-05-12`. */
export const dayOf = (at: Date): string => new Intl.DateTimeFormat('sv-SE').format(at)
