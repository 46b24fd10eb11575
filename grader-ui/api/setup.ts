import { z } from 'zod'

/** The coordinator's desk before the draw: campaign, schools, people, forms. */

const name = z.string().trim().min(1).max(200)

export const settingsView = z.object({
  draw: z.object({
    graders: z.int().min(1).max(2), minYears: z.int().min(0).max(50), reciprocity: z.enum(['allowed', 'forbidden']), unit: z.enum(['work', 'task']).default('work'), leastOtherSchools: z.int().min(1).max(100),
  }),
  thirdExpert: z.object({ pointsApart: z.int().min(1).max(99), zeroAgainstNonZeroUpTo: z.int().min(0).max(99), whenMarkDiffers: z.boolean() }),
  /** Which blind pages a person looks at before experts may: those that the program cannot vouch for, or all. */
  blind: z.object({ lookAt: z.enum(['unsure', 'all']) }).default({ lookAt: 'unsure' }),
  order: z.string().trim().min(1).max(300).nullable(),
  retentionDays: z.int().min(1).max(3650),
})
export type SettingsView = z.infer<typeof settingsView>

/** POST (found) and PUT (change) /api/municipality/campaign */
export const campaignRequest = z.object({ title: name, municipality: name, settings: settingsView })
/** GET /api/municipality/campaign; null before there is one. `drawn`: the rules of the draw stand. */
export const campaignView = z.object({ campaign: campaignRequest.nullable(), defaults: settingsView, drawn: z.boolean() })
export type CampaignView = z.infer<typeof campaignView>

/** GET /api/municipality/steps: what is done of the eight steps, each with one sentence that says what comes next. */
export const setupSteps = z.object({
  steps: z.array(z.object({ id: z.enum(['campaign', 'schools', 'people', 'forms', 'sample', 'scans', 'draw', 'grading', 'protocols']), state: z.enum(['done', 'now', 'later']), text: z.string() })),
})
export type SetupSteps = z.infer<typeof setupSteps>

const signIn = z.enum(['never', 'issued', 'own', 'closed'])
/** GET /api/municipality/schools; `signIn`: has a password been handed out, has the person chosen an own one. */
export const schoolView = z.object({
  id: z.string(), name: z.string(), onLastList: z.boolean(), inUse: z.boolean(), coordinator: z.object({ id: z.string(), name: z.string(), login: z.string(), signIn }).nullable(),
})
export type SchoolView = z.infer<typeof schoolView>
export const schoolList = z.object({ schools: z.array(schoolView) })
/** POST /api/municipality/schools, PUT …/:id; DELETE …/:id when nothing of the school is there yet. */
export const schoolRequest = z.object({ name, coordinator: name, login: z.string().trim().toLowerCase().max(40).default(''), onLastList: z.boolean().default(false) })

/** GET /api/municipality/people: experts and chairs. */
export const personView = z.object({
  id: z.string(), name: z.string(), role: z.enum(['expert', 'chair']), schoolId: z.string().nullable(), schoolName: z.string(), subjects: z.array(z.string()), qualification: z.string(),
  years: z.number(), cap: z.number().nullable(), otherSchools: z.array(z.string()), conflicts: z.array(z.string()), conflictsDeclared: z.boolean(), login: z.string(), signIn,
  /** Works held now, and of these submitted. */
  assigned: z.number(), submitted: z.number(),
})
export type PersonView = z.infer<typeof personView>
export const peopleList = z.object({ people: z.array(personView), schools: z.array(z.object({ id: z.string(), name: z.string() })), subjects: z.array(z.string()) })
export type PeopleList = z.infer<typeof peopleList>
/** POST /api/municipality/people, PUT …/:id. Schools by id. */
export const personRequest = z.object({
  name, role: z.enum(['expert', 'chair']), schoolId: z.string().nullable(), subjects: z.array(name).max(30), qualification: z.string().trim().max(200).default(''),
  years: z.int().min(0).max(80), cap: z.int().min(0).max(100_000).nullable(), otherSchools: z.array(z.string()).max(200), conflicts: z.array(z.string()).max(200),
  /** The declaration lies on paper: the expert is not asked for it again. */
  conflictsDeclared: z.boolean(), login: z.string().trim().toLowerCase().max(40).default(''),
})
/** POST …/people/:id/access: closes or opens somebody's login. */
export const accessRequest = z.object({ open: z.boolean() })

/** POST /api/municipality/(schools|people)/import?apply=true with a file: without `apply` nothing counts yet. */
export const importAnswer = z.object({
  rows: z.array(z.object({ row: z.number(), name: z.string(), change: z.enum(['new', 'changed', 'same']), details: z.string() })),
  problems: z.array(z.object({ row: z.number(), message: z.string() })),
  applied: z.boolean(),
})
export type ImportAnswer = z.infer<typeof importAnswer>

/** POST /api/municipality/passwords: new first passwords, told once; older ones and open sessions of these people end. */
export const passwordRequest = z.object({ accountIds: z.array(z.string()).min(1).max(2000) })
export const passwordSlips = z.object({ url: z.string(), slips: z.array(z.object({ name: z.string(), role: z.string(), place: z.string(), login: z.string(), password: z.string() })) })
export type PasswordSlips = z.infer<typeof passwordSlips>

/** GET /api/municipality/forms */
export const formView = z.object({
  id: z.string(), title: z.string(), subject: z.string(), grade: z.number(), year: z.number().nullable(), pages: z.number(), tasks: z.number(), maxTotal: z.number(),
  variants: z.array(z.string()), hasBorders: z.boolean(), blanks: z.array(z.string()), inUse: z.boolean(), able: z.number(),
})
export type FormView = z.infer<typeof formView>
export const formList = z.object({ forms: z.array(formView) })
/** POST /api/municipality/forms with a form file and its blanks; DELETE …/:id while nothing rests on it. */
export const formAnswer = z.object({ stored: z.array(z.object({ title: z.string(), replaced: z.boolean() })), problems: z.array(z.object({ file: z.string(), path: z.string(), message: z.string() })) })
export type FormAnswer = z.infer<typeof formAnswer>

/** POST /api/first/password and /api/first/conflicts: what stands before the desk at the first login. GET /api/first/schools: what an expert chooses from. */
export const ownPassword = z.object({ password: z.string().min(10).max(200) })
export const ownSchools = z.object({
  schools: z.array(z.object({ id: z.string(), name: z.string(), own: z.boolean(), worksHere: z.boolean(), conflict: z.boolean() })),
  /** The other experts: with some of them one may have to be kept apart. */
  colleagues: z.array(z.object({ id: z.string(), name: z.string(), conflict: z.boolean() })),
})
export type OwnSchools = z.infer<typeof ownSchools>
export const ownConflicts = z.object({ otherSchools: z.array(z.string()).max(200), conflicts: z.array(z.string()).max(200) })
