import { sql, type Kysely, type Migration } from 'kysely'
import { assignmentsView, NEWEST, OWN_CHECK, pagesView } from './113-flat-views.ts'

/**
 * What the detectors said of the other picture of a blind page, on that very picture; pages made before have none. A work one of whose twins is not fit comes to nobody a
 * second time: such a check is not in the expert's views.
 */
export const twinCertificates: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
create table twin_certificate (blind_page_id text primary key references blind_page, sha256 text not null, certificate jsonb not null, fit boolean not null, at timestamptz not null);
create trigger twin_certificate_append_only before update or delete or truncate on twin_certificate for each statement execute function deny_change();
${assignmentsView(OWN_FIT_CHECK)}${pagesView(OWN_FIT_CHECK)}`).execute(db)
  },
}

const OWN_FIT_CHECK = `${OWN_CHECK}
    and not (c.kind = 'repeat' and exists (select from blind_page b join twin_certificate f on f.blind_page_id = b.id where b.work_id = c.work_id and not f.fit and ${NEWEST}))`
