import { fixtureBlankFiles, fixtureForm } from '../../../fixtures/form-blanks.ts'
import type { FormSet } from '../../../workers/recognition/messages.ts'

export const BENCH_FORMS = ['physics-7-2023', 'russian-8'] as const

/** The forms of the bench as recogniser processes take them. */
export async function fixtureFormSet(): Promise<FormSet> {
  const forms = await Promise.all(BENCH_FORMS.map(async (id) => {
    const form = await fixtureForm(id)
    return { form, blanks: await fixtureBlankFiles(form) }
  }))
  return { key: 'bench', forms }
}
