import { readFile } from 'node:fs/promises'
import { fixtureForm } from '../../../fixtures/form-blanks.ts'
import type { FormSet } from '../../../workers/recognition/messages.ts'

export const BENCH_FORMS = ['physics-7-2023', 'russian-8'] as const

/** The forms of the bench as recogniser processes take them. */
export async function fixtureFormSet(): Promise<FormSet> {
  const forms = await Promise.all(BENCH_FORMS.map(async (id) => {
    const form = await fixtureForm(id)
    const names = [...new Set(form.pages.map((page) => page.blank.file))]
    const blanks = await Promise.all(names.map(async (name) => [name, new Uint8Array(await readFile(new URL(`../../../fixtures/forms/${name}`, import.meta.url)))] as const))
    return { form, blanks: new Map(blanks) }
  }))
  return { key: 'bench', forms }
}
