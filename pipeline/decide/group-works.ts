import type { Form } from '../model/form.ts'
import type { DecidedCode } from './decide-codes.ts'
import type { FormPageInStack, ScannedPage } from './scanned-page.ts'

/** One work as its pages make it up. Pages are numbers in the stack, from 0. */
export interface StackWork {
  readonly form: string
  readonly code: string
  /** In the order of the form's pages. */
  readonly pages: readonly { readonly formPage: number; readonly index: number }[]
  readonly missing: readonly number[]
  /** Further scans that claim a page the work has already; a person keeps the better one. */
  readonly duplicates: readonly { readonly formPage: number; readonly index: number }[]
}

/** A page of a form whose work is not sure: the codes a person may choose from, likeliest first. */
export interface DoubtfulPage {
  readonly index: number
  readonly form: string
  readonly formPage: number
  readonly candidates: readonly {
    readonly code: string
    readonly confidence: number
    /** The work lacks this page so far. */
    readonly placeFree: boolean
  }[]
}

/** Where every page of a stack is: each in exactly one place. */
export interface GroupedStack {
  /** By form and code. */
  readonly works: readonly StackWork[]
  readonly doubtful: readonly DoubtfulPage[]
  readonly foreign: readonly number[]
  readonly blank: readonly number[]
  readonly unreadable: readonly number[]
}

/** Puts every page of a stack in its place. Only pages with sure codes make works; nothing is assumed and nothing is lost. */
export function groupWorks({ pages, formPages, codes, forms }: {
  readonly pages: readonly ScannedPage[]
  readonly formPages: readonly FormPageInStack[]
  /** One of each form page, in their order. */
  readonly codes: readonly DecidedCode[]
  readonly forms: ReadonlyMap<string, Pick<Form, 'pages'>>
}): GroupedStack {
  const drafts = new Map<string, { form: string; code: string; pages: Map<number, number>; duplicates: { formPage: number; index: number }[] }>()
  const doubtful: { page: FormPageInStack; code: DecidedCode }[] = []
  formPages.forEach((page, i) => {
    const code = codes[i] as DecidedCode
    const { form, formPage } = page.evidence
    if (code.code === null || (!code.sure && !code.contested)) {
      doubtful.push({ page, code })
      return
    }
    const key = workKey(form, code.code)
    const work = drafts.get(key) ?? { form, code: code.code, pages: new Map<number, number>(), duplicates: [] }
    drafts.set(key, work)
    if (work.pages.has(formPage)) work.duplicates.push({ formPage, index: page.index })
    else work.pages.set(formPage, page.index)
  })
  const works = [...drafts.values()].map(({ form, code, pages: found, duplicates }): StackWork => ({
    form, code, duplicates,
    pages: [...found].map(([formPage, index]) => ({ formPage, index })).sort((a, b) => a.formPage - b.formPage),
    missing: (forms.get(form)?.pages ?? []).map((page) => page.number).filter((number) => !found.has(number)),
  })).sort((a, b) => (workKey(a.form, a.code) < workKey(b.form, b.code) ? -1 : 1))
  const where = (matches: (page: ScannedPage) => boolean): number[] => pages.flatMap((page, index) => (matches(page) ? [index] : []))
  const known = new Set(formPages.map((page) => page.index))
  return {
    works,
    doubtful: doubtful.map(({ page: { index, evidence: { form, formPage } }, code }) => ({
      index, form, formPage,
      candidates: code.candidates.map(({ value, confidence }) => ({ code: value, confidence, placeFree: !drafts.get(workKey(form, value))?.pages.has(formPage) })),
    })),
    blank: where(({ outcome }) => outcome.type === 'seen' && outcome.registration.type === 'blank'),
    unreadable: where(({ outcome }) => outcome.type === 'refused'),
    foreign: pages.flatMap(({ outcome }, index) => (outcome.type === 'seen' && outcome.registration.type !== 'blank' && !known.has(index) ? [index] : [])),
  }
}

const workKey = (form: string, code: string): string => `${form} ${code}`
