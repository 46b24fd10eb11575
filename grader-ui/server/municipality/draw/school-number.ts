import { commitTo } from '../../../../pipeline/draw/manifest.ts'
import { drawsOfForm, lockDraws } from '../../../../storage/queries/draws.ts'
import { addCommitment, addNonce, commitmentsIn, newestFreeze, noncesOf } from '../../../../storage/queries/public-draw.ts'
import type { Change } from '../../change.ts'
import { UserError } from '../../user-error.ts'

/**
 * Takes what a school says for the draw: 64 hex digits are the fingerprint of its number, taken until the inputs are published; anything else is the number itself, taken
 * after that and only when its fingerprint is the promised one.
 */
export async function takeSchoolNumber({ change, formId, schoolId, text }: { readonly change: Change; readonly formId: string; readonly schoolId: string; readonly text: string }): Promise<'promised' | 'revealed'> {
  const { db } = change
  await lockDraws(db, formId)
  if ((await drawsOfForm(db, formId)).length > 0) throw new UserError({ code: 'already-drawn', status: 409, message: 'Жеребьёвка по этому предмету уже проведена: новые числа не нужны.' })
  const freeze = await newestFreeze(db, formId)
  const said = freeze && commitmentsIn(freeze).find((one) => one.school === schoolId)
  if (/^[0-9a-f]{64}$/i.test(text)) {
    if (said && !(await noncesOf(db, freeze.id)).some((one) => one.school === schoolId)) {
      throw new UserError({ code: 'already-published', status: 409, message: 'Опись с отпечатком этой школы уже опубликована: он больше не меняется. Сейчас нужно само число.' })
    }
    await addCommitment(db, { id: change.newId(), formId, school: schoolId, commitment: text.toLowerCase(), accountId: change.account.id, at: change.at })
    change.record({ type: 'draw.number-promised', form: formId, school: schoolId, commitment: text.toLowerCase() })
    return 'promised'
  }
  if (!freeze || !said) throw new UserError({ code: 'no-promise', status: 409, message: 'Отпечатка этой школы в описи нет. До публикации описи присылают отпечаток числа (64 знака), само число — после неё.' })
  if (said.commitment !== commitTo(text)) throw new UserError({ code: 'nonce-not-committed', status: 409, message: 'Это не то число, отпечаток которого школа прислала. Проверьте, точно ли оно набрано.' })
  if ((await noncesOf(db, freeze.id)).some((one) => one.school === schoolId)) return 'revealed'
  await addNonce(db, { id: change.newId(), freezeId: freeze.id, schoolId, nonce: text, accountId: change.account.id, at: change.at })
  change.record({ type: 'draw.number-revealed', form: formId, school: schoolId })
  return 'revealed'
}
