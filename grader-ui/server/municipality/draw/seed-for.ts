import { buildManifest, seedOf } from '../../../../pipeline/draw/manifest.ts'
import type { Db } from '../../../../storage/database/database.ts'
import type { Campaign } from '../../../../storage/queries/campaigns.ts'
import { drawsOfForm, type DrawGround } from '../../../../storage/queries/draws.ts'
import { commitmentsIn, newestFreeze, noncesOf } from '../../../../storage/queries/public-draw.ts'
import { UserError } from '../../user-error.ts'

/** A seed, and for the first draw what it was made from. */
export interface ChosenSeed {
  readonly seed: string
  readonly publicly: { readonly freezeId: string; readonly manifest: { readonly text: string; readonly sha256: string } } | null
}

/**
 * The seed of a draw. A later batch has that of the first draw. The first draw's comes from the published inputs, the schools' numbers and the dice, and from nothing else:
 * refuses before a publication, and when anything has changed since.
 */
export async function seedFor({ db, ground, campaign, formId, dice }: {
  readonly db: Db; readonly ground: DrawGround; readonly campaign: Campaign; readonly formId: string; readonly dice: string | null
}): Promise<ChosenSeed> {
  const [first] = await drawsOfForm(db, formId)
  if (first && ground.current.length > 0) return { seed: first.seed, publicly: null }
  if (dice === null) throw new UserError({ code: 'no-seed', message: 'Бросьте кости: для первой жеребьёвки нужны двадцать цифр.' })
  const freeze = await newestFreeze(db, formId)
  if (!freeze) throw new UserError({ code: 'not-frozen', status: 409, message: 'Сначала опубликуйте опись: до неё кости бросать рано.' })
  const commitments = commitmentsIn(freeze)
  const manifest = buildManifest({ works: ground.works, experts: ground.experts, rules: campaign.settings.draw, commitments })
  if (manifest.sha256 !== freeze.manifestSha256) {
    throw new UserError({ code: 'manifest-stale', status: 409, message: 'После публикации описи изменились работы, эксперты или правила. Опубликуйте опись заново и бросьте кости ещё раз.' })
  }
  const made = seedOf({ manifestSha256: freeze.manifestSha256, commitments, nonces: await noncesOf(db, freeze.id), dice })
  if (!made.ok) throw new UserError({ code: made.reason.type, message: made.reason.type === 'bad-dice' ? 'Нужны ровно двадцать цифр от 0 до 9.' : 'Число одной из школ не совпадает с её отпечатком.' })
  return { seed: made.value, publicly: { freezeId: freeze.id, manifest } }
}
