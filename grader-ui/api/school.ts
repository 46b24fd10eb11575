import { z } from 'zod'
import { handMask, type HandMask } from '../../pipeline/model/blind-certificate.ts'

/** The school coordinator's desk. All routes under /api/school see the coordinator's own school only. */

export const schoolFile = z.object({
  id: z.string(), name: z.string(), sizeBytes: z.number(), uploadedAt: z.string(),
  state: z.enum(['waiting', 'opening', 'opened', 'refused']), problem: z.string().nullable(),
  pageCount: z.number().nullable(), pagesDone: z.number(),
  /** What is wrong with the scan, and on which pages. */
  flaws: z.array(z.object({ flaw: z.string(), pages: z.array(z.number()) })),
})
export type SchoolFile = z.infer<typeof schoolFile>

export const pageStateCounts = z.record(z.enum(['waiting', 'work', 'doubtful', 'foreign', 'blank', 'duplicate', 'unreadable', 'discarded']), z.number())

export const schoolForm = z.object({
  formId: z.string(), title: z.string(), pagesPerWork: z.number(), variants: z.array(z.string()), works: z.number(), worksComplete: z.number(), openDoubts: z.number(), released: z.number(),
  resultsForm: z.object({ name: z.string(), rows: z.number(), problems: z.array(z.object({ sheet: z.string(), row: z.number(), column: z.string(), message: z.string() })) }).nullable(),
  /** What is still in the way of releasing, in words; empty when it may be released. */
  obstacles: z.array(z.string()),
  /** Of participants who wrote by the results form, and of whom no page was found. */
  missingCodes: z.array(z.string()),
})
export type SchoolForm = z.infer<typeof schoolForm>

/** GET /api/school/overview */
export const schoolOverview = z.object({
  schoolName: z.string(), campaignTitle: z.string(), files: z.array(schoolFile), forms: z.array(schoolForm),
  pages: pageStateCounts, openDoubts: z.number(),
  /** Foreign, unreadable and double pages of which no person has said what they are. */
  straysToLookAt: z.number(),
  /** Blind pages that wait for somebody to look at them before experts may. */
  blindToLookAt: z.number(),
})
export type SchoolOverview = z.infer<typeof schoolOverview>

/** POST /api/school/files (multipart, one or many `file`) and POST /api/school/results-forms (multipart: `file`): one answer a file. */
export const uploadAnswer = z.object({
  files: z.array(z.object({ name: z.string(), status: z.enum(['accepted', 'already-here', 'refused']), message: z.string() })),
})
export type UploadAnswer = z.infer<typeof uploadAnswer>

/**
 * GET /api/school/uploads: what was begun to be sent and has not come whole; choosing the same file again goes on with it, DELETE …/:id forgets it. `arriving`: bytes come in
 * this very moment, from whatever window or program.
 */
export const unfinishedUploads = z.object({
  uploads: z.array(z.object({ id: z.string(), name: z.string(), sizeBytes: z.number(), sentBytes: z.number(), arriving: z.boolean() })),
  /** The largest file that is taken, and the largest TIFF, JPEG or PNG. */
  mostBytes: z.object({ file: z.number(), picture: z.number() }),
})
export type UnfinishedUploads = z.infer<typeof unfinishedUploads>

const cropPx = z.tuple([z.number(), z.number(), z.number(), z.number()])

export const doubt = z.object({
  id: z.string(), kind: z.enum(['code', 'score', 'total', 'mark', 'variant', 'page']),
  task: z.string().nullable(), maxScore: z.number().nullable(), reasons: z.array(z.string()), value: z.string(),
  candidates: z.array(z.object({ value: z.string(), confidence: z.number() })),
  participantCode: z.string().nullable(), formTitle: z.string().nullable(), formPage: z.number().nullable(), fileName: z.string(), filePage: z.number(),
  pageId: z.string(), imageUrl: z.string(), widthPx: z.number(), heightPx: z.number(), cropPx,
})
export type Doubt = z.infer<typeof doubt>

/** GET /api/school/doubts: open ones, the same kind together; with the codes of the school's list to choose from. */
export const doubtList = z.object({ doubts: z.array(doubt), roster: z.array(z.string()), answered: z.number() })
export type DoubtList = z.infer<typeof doubtList>

/**
 * POST /api/school/doubts/:id/answer; DELETE takes the last answer back. The answer is the remaining count. A doubt about a page is
 * answered with one of its two candidates (`оставить` or `use`, `убрать` or `discard`); `discard` also answers a doubt about a code.
 */
export const doubtAnswer = z.object({ value: z.string().max(20) })
export const doubtCounter = z.object({ open: z.number(), answered: z.number() })

export const schoolWork = z.object({
  id: z.string(), participantCode: z.string(), variant: z.string().nullable(), state: z.enum(['staged', 'released', 'anonymised', 'withdrawn']),
  pages: z.array(z.object({ formPage: z.number(), pageId: z.string().nullable() })), openDoubts: z.number(),
  total: z.string().nullable(), mark: z.string().nullable(), notes: z.array(z.string()),
})
export type SchoolWork = z.infer<typeof schoolWork>

/** GET /api/school/works?form=ID */
export const schoolWorks = z.object({
  works: z.array(schoolWork), missingCodes: z.array(z.string()),
  /** By the class number of the results form, in its order; codes without one stand under null. */
  classes: z.array(z.object({ classNumber: z.string().nullable(), declared: z.number(), found: z.number(), complete: z.number(), missingCodes: z.array(z.string()) })),
})

export type SchoolClass = z.infer<typeof schoolWorks>['classes'][number]

const repairPage = z.object({
  id: z.string(), fileName: z.string(), filePage: z.number(), state: z.string(), formPage: z.number().nullable(), imageUrl: z.string().nullable(),
  /** Of the work in which it stands; `released`: nothing can be changed there. */
  code: z.string().nullable(), released: z.boolean(),
})
export type RepairPage = z.infer<typeof repairPage>

/** GET /api/school/repairs: what the order of the stack and the ink itself suggest, to be accepted or not. */
export const repair = z.object({
  type: z.enum(['put', 'fed-double', 'missing', 'repeat', 'extra', 'twin']), code: z.string(), form: z.string().nullable(), formTitle: z.string().nullable(), formPage: z.number().nullable(),
  missing: z.array(z.number()), from: z.string().nullable(), page: repairPage.nullable(),
  /** Of a twin: the page that seems to be another scan of the same sheet; `page` came later. */
  other: repairPage.nullable(),
})
export type Repair = z.infer<typeof repair>
export const repairList = z.object({
  repairs: z.array(repair),
  /** Pairs that a person found to be different sheets, newest first: it can be taken back as long as one of them is not released. */
  different: z.array(z.object({ page: repairPage, other: repairPage, form: z.string().nullable(), who: z.string(), at: z.string() })),
})
export type DifferentSheets = z.infer<typeof repairList>['different'][number]

/** POST /api/school/repairs/different: two pages that seemed to be scans of one sheet are not; `different: false` takes that back. */
export const differentSheetsRequest = z.object({ first: z.string(), second: z.string(), different: z.boolean().default(true) })
export const differentSheetsAnswer = z.object({ ok: z.literal(true) })

const breachKind = z.enum(['box-empty', 'total-empty', 'boxes-differ', 'sum-differs', 'mark-differs', 'score-excel', 'total-excel', 'not-in-excel'])

/** GET /api/school/checks?form=ID: box = table = total = Excel. */
export const paperBreach = z.object({
  kind: breachKind,
  task: z.string().nullable(), paper: z.string(), other: z.string().nullable(), participantCode: z.string(), pageId: z.string().nullable(), imageUrl: z.string().nullable(),
  widthPx: z.number(), heightPx: z.number(), cropPx: cropPx.nullable(),
})
export type PaperBreach = z.infer<typeof paperBreach>
export const paperChecks = z.object({ works: z.number(), withResultsForm: z.boolean(), openDoubts: z.number(), breaches: z.array(paperBreach) })
export type PaperChecks = z.infer<typeof paperChecks>

/** GET /api/school/pages?state=foreign… : the pages that are in no work. */
export const strayPage = z.object({
  id: z.string(), fileName: z.string(), filePage: z.number(), state: z.string(), reasons: z.array(z.string()), imageUrl: z.string().nullable(),
  formId: z.string().nullable(), formPage: z.number().nullable(), turn: z.number(),
})
export type StrayPage = z.infer<typeof strayPage>
export const strayPages = z.object({ pages: z.array(strayPage) })

/** POST /api/school/pages/:id/place: say where a page belongs, put it away or bring it back. */
export const placePage = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('assign'), formId: z.string(), formPage: z.number().int(), participantCode: z.string(),
    /** The program took it for another page, and that was wrong: it is to be read anew as this one. */
    anotherPage: z.boolean().default(false),
    /** Of the work, where what was read is wrong. */
    variant: z.string().max(20).optional(),
  }),
  z.object({ action: z.literal('discard') }),
  z.object({ action: z.literal('restore') }),
  z.object({ action: z.literal('set-aside'), kind: z.enum(['criteria', 'foreign', 'blank']) }),
  z.object({ action: z.literal('turn'), degrees: z.union([z.literal(90), z.literal(180), z.literal(270)]) }),
])

const briefPage = z.object({
  id: z.string(), filePage: z.number(), state: z.string(), formId: z.string().nullable(), formPage: z.number().nullable(), participantCode: z.string().nullable(), imageUrl: z.string().nullable(),
})
export type BriefPage = z.infer<typeof briefPage>

/** GET /api/school/pages/:id: one page with all that helps to say where it belongs. */
export const schoolPage = briefPage.extend({
  fileName: z.string(), formTitle: z.string().nullable(), readCode: z.string().nullable(),
  /** Of the work it stands in. */
  variant: z.string().nullable(), reasons: z.array(z.string()), quality: z.array(z.string()),
  widthPx: z.number(), heightPx: z.number(), turn: z.number(),
  /** A person said which page it is, and the program could not lay it over the blank (or has not tried yet): people read and hide it. */
  byHand: z.boolean(),
  /** Its work has left the school's hands: nothing can be changed. */
  released: z.boolean(),
  /** The pages beside it in the file, itself among them; other scans of the same page of the same work. */
  around: z.array(briefPage), rivals: z.array(briefPage),
  /** By form: the codes of the school's list, while the page can be put into a work. */
  codes: z.record(z.string(), z.array(z.string())),
  history: z.array(z.object({ action: z.string(), at: z.string(), who: z.string(), state: z.string() })), undoable: z.boolean(),
})
export type SchoolPage = z.infer<typeof schoolPage>

/**
 * POST /api/school/release: hands the complete works of a form over to the recheck. `breaches` of the answer are the kinds that no reason was given for, with
 * how many there are: then nothing was handed over.
 */
export const releaseWorks = z.object({ formId: z.string(), reasons: z.array(z.object({ kind: breachKind, reason: z.string().trim().min(3).max(500) })).max(20).default([]) })
export type ReleaseWorks = z.infer<typeof releaseWorks>
export const releaseAnswer = z.object({ released: z.number(), obstacles: z.array(z.string()), breaches: z.array(z.object({ kind: breachKind, n: z.number() })) })
export type ReleaseAnswer = z.infer<typeof releaseAnswer>

/** A box `[x, y, width, height]` or a brush along points, px of the blind image: what a person hid by hand. */
export const pageMask = handMask
export type PageMask = HandMask

export const blindPage = z.object({
  id: z.string(), formPage: z.number(), imageUrl: z.string(), widthPx: z.number(), heightPx: z.number(),
  /** Why a person has to look, in words that say what to hide. */
  reasons: z.array(z.string()),
  /** Only hiding more helps: it cannot be said that nothing tells. */
  mustMask: z.boolean(),
  /** What is hidden by hand already. */
  masks: z.array(pageMask),
})
export type BlindPageToLookAt = z.infer<typeof blindPage>

/** GET /api/school/blind: the released works whose blind pages a person has to look at before experts may see them; `beingMade`: pages that are made anew just now. */
export const blindWorks = z.object({
  works: z.array(z.object({ workId: z.string(), participantCode: z.string(), formTitle: z.string(), pages: z.array(blindPage) })),
  pages: z.number(), beingMade: z.number(),
})
export type BlindWorks = z.infer<typeof blindWorks>

/** POST /api/school/blind/look: what a person says of pages; `look-again` takes it back. POST /api/school/blind/:id/masks: all that is hidden by hand on a page. */
/** GET and PUT /api/school/words: what must not be read on a blind page. */
export const hiddenWords = z.object({ words: z.array(z.string().trim().regex(/(?:[\p{L}\d][^\p{L}\d]*){4}/u).max(60)).max(200) })
export type HiddenWords = z.infer<typeof hiddenWords>

export const lookAtPages = z.object({ pages: z.array(z.string()).min(1).max(100), say: z.enum(['nothing-tells', 'look-again']) })
export const maskPage = z.object({ masks: z.array(pageMask).min(1).max(500) })
export const blindCounter = z.object({ pages: z.number() })
