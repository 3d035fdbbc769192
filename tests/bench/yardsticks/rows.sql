CREATE TABLE claims AS
SELECT claim.key, framework.slug AS framework, aspect.slug AS aspect, aspect.name AS aspect_name,
  groups.slug AS aspect_group, company.slug AS company,
  coalesce(choice.label, claim.number, CASE claim.boolean WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END, claim.text) AS value,
  source.slug AS source, source.title AS source_title, source.kind AS source_kind, scope.slug AS scope,
  compared.slug AS compared_to, claim.as_of, claim.hedged, via.slug AS via, claim.locator, claim.quote, claim.statement
FROM base.kb_claim AS claim
JOIN base.kb_framework AS framework ON framework.id = claim.framework_id
JOIN base.kb_aspect AS aspect ON aspect.id = claim.aspect_id
JOIN base.kb_aspectgroup AS groups ON groups.id = aspect.group_id
JOIN base.kb_source AS source ON source.id = claim.source_id
LEFT JOIN base.kb_company AS company ON company.id = claim.company_id
LEFT JOIN base.kb_option AS choice ON choice.id = claim.option_id
LEFT JOIN base.kb_scope AS scope ON scope.id = claim.scope_id
LEFT JOIN base.kb_framework AS compared ON compared.id = claim.compared_to_id
LEFT JOIN base.kb_source AS via ON via.id = claim.via_id
WHERE claim.status = 'published'
ORDER BY claim.key;

CREATE UNIQUE INDEX claims_key ON claims (key);
CREATE INDEX claims_framework ON claims (framework, aspect);
CREATE INDEX claims_source ON claims (source);

CREATE TABLE cells AS
SELECT framework.slug AS framework, aspect.slug AS aspect, aspect.name AS aspect_name, aspect."order" AS aspect_order,
  groups.slug AS aspect_group, company.slug AS company, cell.state, cell.documents, cell.roots, cell.roots_min,
  (SELECT group_concat(json_extract(said.value, '$.label'), ' / ') FROM json_each(cell."values") AS said) AS said
FROM base.kb_cell AS cell
JOIN base.kb_framework AS framework ON framework.id = cell.framework_id
JOIN base.kb_aspect AS aspect ON aspect.id = cell.aspect_id
JOIN base.kb_aspectgroup AS groups ON groups.id = aspect.group_id
LEFT JOIN base.kb_company AS company ON company.id = cell.company_id
ORDER BY framework.slug, aspect.slug;

CREATE INDEX cells_group ON cells (aspect_group, aspect, framework);
CREATE INDEX cells_framework ON cells (framework, aspect);
CREATE INDEX cells_state ON cells (state);

ANALYZE main;
