import type { ColumnType, Generated } from 'kysely'

type Json<T> = ColumnType<T, string, string>
type At = ColumnType<Date, Date | string | undefined, Date | string>
/** Set once: there is no column type for changing it. */
type Once<T> = ColumnType<T, T, never>

/** Choosing a password that nobody else knows; saying where a conflict of interest stands. */
export type FirstStep = 'password' | 'conflicts'
export type Role = 'school' | 'expert' | 'chair' | 'municipality'
export type FileState = 'waiting' | 'opening' | 'opened' | 'refused'
/** Every page is in exactly one place. */
export type PageState = 'waiting' | 'work' | 'doubtful' | 'foreign' | 'blank' | 'duplicate' | 'unreadable' | 'discarded'
export type WorkState = 'staged' | 'released' | 'anonymised' | 'withdrawn'
export type TaskState = 'pending' | 'running' | 'done' | 'failed'
export type ProtocolState = 'approved' | 'signed'

/**
 * Where a page stands, as a person may change it. `sheet`: which page of a form it is and its picture; `variant`: of its work, as it counted then. Moves of former
 * versions do not say them.
 */
export interface PagePlace {
  readonly state: PageState; readonly workId: string | null; readonly reasons: readonly string[]; readonly turn: number
  readonly sheet?: PageSheet | undefined; readonly variant?: string | null | undefined
}
export interface PageSheet {
  readonly formId: string | null; readonly formPage: number | null; readonly byHand: 'asked' | 'kept' | null
  readonly imageSha256: string | null; readonly widthPx: number | null; readonly heightPx: number | null
  /** As on the page; moves of former versions do not say it. */
  readonly inkHash?: string | null | undefined; readonly inkCells?: number | null | undefined
}

/**
 * The tables. Readings, grades and signatures are only ever added: a correction is a new row, the newest counts.
 * `seq` columns give the order of adding.
 */
export interface Tables {
  campaign: { id: string; title: string; municipality: string; settings: Json<unknown>; created_at: At }
  /** content: the form file; blanks: name of the blank PDF → SHA-256 of its blob. */
  form: { id: string; campaign_id: string; content: Json<unknown>; blanks: Json<Record<string, string>> }
  school: { id: string; campaign_id: string; name: string; on_last_list: Generated<boolean> }
  /** Words that a school wants hidden on blind pages; only the newest list is kept. */
  school_words: { school_id: string; words: Json<string[]>; version: number; account_id: string; at: At }
  account: {
    id: string; login: string; password_hash: string; role: Role; name: string; school_id: string | null
    /** Experts and chairs: what the draw needs to know of them. */
    subjects: Json<string[]>; years: number; cap: number | null; other_schools: Json<string[]>; conflicts: Json<string[]>
    qualification: Generated<string>
    /** What must be done before the desk opens: `password`, `conflicts`. */
    first_steps: ColumnType<FirstStep[], string | undefined, string>
    /** Since when nobody may log in here and no work is drawn. */
    closed_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  }
  session: { sid: string; data: Json<unknown>; expires_at: At }
  /** One uploaded file of one school; unique by school and SHA-256. */
  scan_file: {
    id: string; seq: Generated<number>; campaign_id: string; school_id: string; name: string; sha256: Once<string>; size_bytes: number
    state: FileState; page_count: number | null; problem: string | null; uploaded_by: string; uploaded_at: At
    /** `uploadPlan`, once it was opened. */
    plan: ColumnType<unknown, string | undefined, string>
  }
  page: {
    id: string; file_id: string; number: number; state: PageState; reasons: Json<string[]>
    form_id: string | null; form_page: number | null; rotation: number; skew_deg: number
    /** SHA-256 of the straightened page's blob (or of the page as it is, when no form matched), and its size in px. */
    image_sha256: string | null; width_px: number | null; height_px: number | null
    work_id: string | null
    /** Warnings about the scan itself. */
    quality: ColumnType<string[], string | undefined, string>
    /** How a person turned a page that is none of the forms', degrees clockwise: only for looking at it. */
    turn: Generated<number>
    /** A person said which page it is: `asked` until the program has tried to lay it over the blank, `kept` when it could not. */
    by_hand: ColumnType<'asked' | 'kept' | null, 'asked' | 'kept' | null | undefined, 'asked' | 'kept' | null>
    /** What people wrote on it, as other scans of the same sheet have it nearly too, and how much that is, mm²; null where no blank tells ink from print. */
    ink_hash: ColumnType<string | null, string | null | undefined, string | null>; ink_cells: ColumnType<number | null, number | null | undefined, number | null>
    /** Form and page in one word, made by the database. */
    sheet: ColumnType<string | null, never, never>
  }
  /** What was read on a page: evidence of the ink and the decision; a new decision is a new row. */
  page_reading: { id: string; seq: Generated<number>; page_id: string; evidence: Json<unknown>; reading: Json<unknown>; at: At }
  work: {
    id: string; campaign_id: string; school_id: string; form_id: string; participant_code: string; variant: string | null
    state: WorkState
    /** Random, known to experts; says nothing. */
    cipher: Once<string>
  }
  /** The values of a work that count, newest first by seq. field: score | total | mark | variant; source says who gave it. */
  work_value: {
    id: string; seq: Generated<number>; work_id: string; page_id: string | null; field: string; task: string | null; box: number | null
    value: string; source: 'scan' | 'person' | 'results-form'; account_id: string | null; at: At
    /** The sheet that its page was taken for then, set by the database: see migration 090. */
    sheet: ColumnType<string | null, never, never>
  }
  /** A question only a person can answer. */
  doubt: {
    id: string; seq: Generated<number>; school_id: string; page_id: string; work_id: string | null
    kind: 'code' | 'score' | 'total' | 'mark' | 'variant' | 'page'; task: string | null; box: number | null
    reasons: Json<string[]>; value: string; candidates: Json<{ value: string; confidence: number }[]>
    /** On the page's straightened image: [x, y, width, height]. */
    crop_px: Json<[number, number, number, number]>
    state: 'open' | 'resolved' | 'void'
    /** As with values. */
    sheet: ColumnType<string | null, never, never>
  }
  /** Answers given to doubts, append-only; undo adds a row with value null. */
  doubt_answer: { id: string; seq: Generated<number>; doubt_id: string; value: string | null; account_id: string; at: At }
  results_form: { id: string; seq: Generated<number>; school_id: string; form_id: string; name: string; sha256: string; content: Json<unknown>; account_id: string; at: At }
  /** Where people moved pages, append-only: one step may move several. `before` and `after` say where the page stood. `undoes` names the step taken back. */
  page_move: {
    id: string; seq: Generated<number>; step: string; page_id: string; action: string
    before: Json<PagePlace>; after: Json<PagePlace>; undoes: string | null; account_id: string; at: At
  }
  /** Pages that seem to be scans of one sheet, and a person saw that they are not, append-only. */
  different_sheets: { id: string; seq: Generated<number>; school_id: string; first_page: string; second_page: string; differ: Generated<boolean>; account_id: string; at: At }
  /** A value read without doubt beside what a second person saw there without knowing it, append-only. */
  verification: {
    id: string; seq: Generated<number>; school_id: string; work_id: string; page_id: string; field: 'score' | 'total' | 'mark'; task: string | null; box: number | null
    read: string; said: string; account_id: string; at: At
  }
  /** Why a school handed works over although breaches of a kind stand on their paper, append-only. */
  release_reason: { id: string; seq: Generated<number>; school_id: string; form_id: string; kind: string; breaches: number; reason: string; account_id: string; at: At }
  /** A key with which a program uploads for a school; only its hash is kept. */
  api_key: { id: string; school_id: string; account_id: string; name: string; sha256: string; created_at: At; revoked_at: At | null }
  /** Papers that go with the works: marking criteria, the cover letter, recordings. */
  attachment: {
    id: string; seq: Generated<number>; school_id: string; form_id: string | null; kind: 'criteria' | 'letter' | 'audio'; variant: string | null
    name: string; sha256: string; size_bytes: number; account_id: string; at: At; withdrawn_at: At | null
  }
  draw: { id: string; seq: Generated<number>; campaign_id: string; form_id: string; purpose: string; seed: string; manifest_sha256: string; content: Json<unknown>; account_id: string; at: At; freeze_id: string | null; dice: string | null }
  /** How well a draw could be guessed without its seed. */
  draw_chance: { draw_id: string; content: Json<unknown>; at: At }
  /** SHA-256 of the number that a school keeps to itself until the manifest is frozen; the newest of a school counts. */
  draw_commitment: { id: string; seq: Generated<number>; form_id: string; school_id: string; commitment: string; account_id: string; at: At }
  /** The inputs of a draw, published by their hash before the seed exists; the newest of a form counts. */
  draw_freeze: { id: string; seq: Generated<number>; form_id: string; manifest: string; manifest_sha256: string; account_id: string; at: At }
  draw_nonce: { id: string; seq: Generated<number>; freeze_id: string; school_id: string; nonce: string; account_id: string; at: At }
  /** Which works are rechecked by chance: what was drawn once stays drawn, in whichever sample of the campaign. */
  sample: { id: string; seq: Generated<number>; campaign_id: string; share_millionths: number; seed: string; manifest: string; manifest_sha256: string; content: Json<unknown>; account_id: string; at: At; freeze_id: string | null; dice: string | null }
  /** The inputs of a first sample, published by their hash before the dice; the newest of a campaign counts. */
  sample_freeze: { id: string; seq: Generated<number>; campaign_id: string; share_millionths: number; manifest: string; manifest_sha256: string; account_id: string; at: At }
  sampled_work: { sample_id: string; campaign_id: string; school_id: string; form_id: string; participant_code: string }
  /** Why each work is rechecked; null: it is not. See migration. */
  chosen_work: { work_id: string; campaign_id: string; school_id: string; form_id: string; reason: 'all' | 'sample' | 'decision' | 'drawn' | null }
  /** How far a work is for being given out task by task; kept back: no expert gets it, since one of its answers may not be shown apart. See migration. */
  apart_work: { work_id: string; cut: boolean; fit: boolean; held: boolean; failed: boolean; kept_back: boolean }
  /** Who wanted a campaign's pictures to go, what the chair said, and when they were gone; append-only. */
  erasure_request: { id: string; seq: Generated<number>; campaign_id: string; pictures: number; list_sha256: string; asked_by: string; asked_at: At }
  erasure_answer: { request_id: string; answer: 'confirmed' | 'refused'; account_id: string; at: At }
  erasure_done: { request_id: string; at: At }
  /** A school's results of last year or this one, as they were sent to the coordinator: what the signs look at. */
  risk_file: { id: string; seq: Generated<number>; campaign_id: string; school_id: string; form_id: string; year: 'last' | 'this'; name: string; sha256: string; content: Json<unknown>; account_id: string; at: At }
  /** Whether a school is rechecked, why, and the signs that were seen then; the newest counts. */
  risk_decision: { id: string; seq: Generated<number>; campaign_id: string; school_id: string; form_id: string; decision: 'recheck' | 'leave'; reason: string; signs: Json<unknown>; account_id: string; at: At }
  /** What experts may get once it is fit: the id is random, the blob has no metadata. The newest of a work and form page counts. */
  blind_page: {
    id: string; seq: Generated<number>; work_id: string; form_page: number; sha256: string; width_px: number; height_px: number; certificate: Json<unknown>
    /** What the machine said of it, and why a person has to look. */
    verdict: ColumnType<'fit' | 'look' | 'blocked', 'fit' | 'look' | 'blocked' | undefined, never>; reasons: ColumnType<string[], string | undefined, never>; at: At
  }
  /** What people said of a blind page, append-only: nothing tells, hide this too (all masks of the page), an expert saw personal data, or look once more. The newest counts. */
  blind_look: { id: string; seq: Generated<number>; blind_page_id: string; kind: 'passed' | 'masked' | 'reported' | 'held'; masks: ColumnType<unknown[], string | undefined, never>; account_id: string; at: At }
  /** The answers to one group of tasks on a blind page, and nothing else of it; box_px is its place on the page. */
  answer_crop: { id: string; seq: Generated<number>; blind_page_id: string; unit: string; sha256: string; box_px: Json<readonly [number, number, number, number]>; certificate: Json<unknown>; fit: boolean; at: At }
  /** A blind page all of whose answers are cut out; fit: all of them may be shown. */
  cropped_page: { blind_page_id: string; fit: boolean; at: At }
  assignment: {
    id: string; draw_id: string; work_id: string; expert_id: string; round: number
    /** Task ids to grade; null is all of them (a third expert gets only what differs). */
    tasks: Json<string[] | null>
    /** The group of tasks where works are given out task by task; empty: the whole work. */
    unit: ColumnType<string, string | undefined, never>
    /** The place in this expert's shuffled queue. */
    place: number
    state: 'open' | 'submitted' | 'withdrawn'; submitted_at: At | null
  }
  /** Append-only; the newest of an assignment and task counts. key is the browser's, so that a repeated send changes nothing. */
  grade: {
    id: string; seq: Generated<number>; assignment_id: string; task: string; score: string; key: string; at: At
    /** When it was typed, by the expert's device: of a score that came after the deadline. */
    made_at: ColumnType<Date | null, Date | null | undefined, never>
  }
  flag: { id: string; seq: Generated<number>; assignment_id: string; kind: string; note: string; at: At }
  /** What an expert writes beside the scores, append-only: the newest of a place counts, an empty text takes it back. x and y are shares of the page. */
  remark: {
    id: string; seq: Generated<number>; assignment_id: string; kind: 'later' | 'task' | 'page'; task: string | null; form_page: number | null; note: string | null
    x: number | null; y: number | null; text: string; key: string; at: At
  }
  /** The chair asks who is behind these ciphers; a municipal coordinator answers, once. Both append-only. */
  opening_request: { id: string; seq: Generated<number>; school_id: string; form_id: string; ciphers: Json<unknown>; asked_by: string; asked_at: At }
  opening_answer: { request_id: string; answer: 'confirmed' | 'refused'; account_id: string; at: At }
  /** The commission's own scores of a work, append-only: the newest counts; `none` takes the work out of practice and seeds. */
  agreed_work: { id: string; seq: Generated<number>; work_id: string; purpose: 'practice' | 'seed' | 'none'; scores: Json<Record<string, string>>; note: string; account_id: string; at: At }
  /** A work that checks its expert, not its school; shown like an assignment, under a cipher and page ids of its own. */
  check_marking: {
    id: string; work_id: string; expert_id: string; kind: 'practice' | 'seed' | 'repeat'; of_assignment: string | null; cipher: Once<string>; place: number
    state: 'open' | 'submitted' | 'withdrawn'; submitted_at: At | null; dealt_at: At
  }
  check_page: { id: string; check_id: string; form_page: number }
  /** The other picture of a blind page, for where it comes a second time; what the detectors said of it; append-only. */
  twin_certificate: { blind_page_id: string; sha256: string; certificate: Json<unknown>; fit: boolean; at: At }
  page_twin: { of_sha256: string; sha256: string; at: Generated<Date> }
  /** How a check came out: task → points apart from the agreed or earlier score. */
  check_result: { id: string; seq: Generated<number>; check_id: string; within: boolean; apart: Json<Record<string, number>>; at: At }
  /** Marking criteria of a form's variant, and their pages as pictures; the newest that is drawn counts. */
  criteria: {
    id: string; seq: Generated<number>; form_id: string; variant: string; name: string; sha256: string; state: 'waiting' | 'drawn' | 'refused'; problem: string | null
    tasks: Json<Record<string, number>>; account_id: string; at: At
  }
  criteria_page: { id: string; criteria_id: string; number: number; sha256: string; width_px: number; height_px: number }
  /** An expert whose marking of a form is stopped or goes on again; the newest counts. */
  marking_stop: { id: string; seq: Generated<number>; expert_id: string; form_id: string; state: 'stopped' | 'resumed'; account_id: string | null; at: At }
  protocol: {
    id: string; campaign_id: string; school_id: string; form_id: string; state: ProtocolState; content: Json<unknown>
    pdf_sha256: string; signed_sha256: string | null; approved_by: string; approved_at: At; signed_by: string | null; signed_at: At | null
  }
  /** The truth about work to be done; the queue only carries ids. */
  task: {
    id: string; seq: Generated<number>; kind: string; subject_id: string; state: TaskState
    /** Counts the claims, never back: who holds the newest number holds the task. */
    attempt: Generated<number>; lease_until: At | null
    /** Failures in a row, and the moment before which it is not tried again. */
    failures: Generated<number>; run_after: At
    /** It was asked for again while it ran: once finished it runs once more. */
    again: Generated<boolean>
    error: string | null; progress: Generated<number>; created_at: At; finished_at: At | null
  }
  audit_event: { seq: number; at: At; body: string; prev: string; hash: string }
  /** The public halves of the keys that sign the log, and every checkpoint that was ever signed; append-only. */
  log_key: { verifier_key: string; seq: Generated<number>; at: At }
  log_checkpoint: { note: string; seq: Generated<number>; verifier_key: string; size: number; at: At }
  audit_head: { id: number; seq: number; hash: string }
  /** The experts' view: assignment, cipher and blind pages; no identity, school or original score. See migration. */
  expert_assignment: { assignment_id: string; expert_id: string; cipher: string; form_id: string; variant: string | null; round: number; tasks: string[] | null; place: number; state: 'open' | 'submitted' | 'withdrawn'; practice: boolean }
  /** Of a practice work that was handed in: what the commission agreed on. */
  expert_agreed: { assignment_id: string; scores: Record<string, string>; note: string }
  expert_criteria: { form_id: string; variant: string; tasks: Record<string, number>; page_id: string; number: number; sha256: string; width_px: number; height_px: number }
  /** What holds for an expert's heap: until when scores are taken, and whether the marking is stopped. */
  expert_rule: { form_id: string; deadline: Date | null; stopped: boolean }
  /** What the others gave a work of the own, once a third expert has settled it and the campaign allows it. */
  expert_peer_grade: { assignment_id: string; round: number; task: string; score: string }
  expert_page: { assignment_id: string; expert_id: string; blind_page_id: string; form_page: number; sha256: string; width_px: number; height_px: number; crop: { left: number; top: number; pageWidth: number; pageHeight: number } | null }
}
