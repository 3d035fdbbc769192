BEGIN TRANSACTION;
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
INSERT INTO "auth_group" VALUES
(1,'Editor'),
(2,'Reviewer');
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "auth_group_permissions" VALUES
(1,1,1),
(2,1,2),
(3,1,3),
(4,1,4),
(5,1,5),
(6,1,6),
(7,1,7),
(8,1,8),
(9,1,9),
(10,1,10),
(11,1,11),
(12,1,12),
(13,1,13),
(14,1,14),
(15,1,15),
(16,1,16),
(17,1,17),
(18,1,18),
(19,1,19),
(20,1,20),
(21,1,21),
(22,1,22),
(23,1,23),
(24,1,24),
(25,1,25),
(26,1,26),
(27,1,27),
(28,1,28),
(29,1,29),
(30,1,30),
(31,1,31),
(32,2,1),
(33,2,2),
(34,2,3),
(35,2,4),
(36,2,5),
(37,2,6),
(38,2,7),
(39,2,8),
(40,2,9),
(41,2,10),
(42,2,11),
(43,2,12),
(44,2,13),
(45,2,14),
(46,2,15),
(47,2,16),
(48,2,17),
(49,2,18),
(50,2,19),
(51,2,20),
(52,2,21),
(53,2,22),
(54,2,23),
(55,2,24),
(56,2,25),
(57,2,26),
(58,2,27),
(59,2,28),
(60,2,29),
(61,2,30),
(62,2,31),
(63,2,32),
(64,2,33),
(65,2,34),
(66,2,35),
(67,2,36);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
INSERT INTO "auth_permission" VALUES
(1,1,'view_aspect','Can view aspect'),
(2,2,'view_aspectgroup','Can view aspect group'),
(3,3,'view_cell','Can view cell'),
(4,4,'view_claim','Can view claim'),
(5,5,'view_company','Can view company'),
(6,6,'view_framework','Can view framework'),
(7,7,'view_gap','Can view gap'),
(8,8,'view_need','Can view need'),
(9,9,'view_option','Can view option'),
(10,10,'view_resolution','Can view resolution'),
(11,11,'view_scope','Can view scope'),
(12,12,'view_snapshot','Can view snapshot'),
(13,13,'view_source','Can view source'),
(14,14,'view_sourcelink','Can view source link'),
(15,4,'add_claim','Can add claim'),
(16,4,'change_claim','Can change claim'),
(17,5,'add_company','Can add company'),
(18,5,'change_company','Can change company'),
(19,7,'add_gap','Can add gap'),
(20,7,'change_gap','Can change gap'),
(21,11,'add_scope','Can add scope'),
(22,11,'change_scope','Can change scope'),
(23,13,'add_source','Can add source'),
(24,13,'change_source','Can change source'),
(25,14,'add_sourcelink','Can add source link'),
(26,14,'change_sourcelink','Can change source link'),
(27,1,'add_aspect','Can add aspect'),
(28,9,'add_option','Can add option'),
(29,12,'add_snapshot','Can add snapshot'),
(30,4,'submit_claim','Can submit claims for review'),
(31,4,'import_claims','Can import claims'),
(32,4,'publish_claim','Can publish claims'),
(33,4,'send_back_claim','Can send claims back'),
(34,4,'retire_claim','Can retire claims'),
(35,10,'add_resolution','Can add resolution'),
(36,10,'change_resolution','Can change resolution'),
(37,2,'add_aspectgroup','Can add aspect group'),
(38,2,'change_aspectgroup','Can change aspect group'),
(39,2,'delete_aspectgroup','Can delete aspect group'),
(40,5,'delete_company','Can delete company'),
(41,15,'add_revision','Can add revision'),
(42,15,'change_revision','Can change revision'),
(43,15,'delete_revision','Can delete revision'),
(44,15,'view_revision','Can view revision'),
(45,11,'delete_scope','Can delete scope'),
(46,1,'change_aspect','Can change aspect'),
(47,1,'delete_aspect','Can delete aspect'),
(48,6,'add_framework','Can add framework'),
(49,6,'change_framework','Can change framework'),
(50,6,'delete_framework','Can delete framework'),
(51,3,'add_cell','Can add cell'),
(52,3,'change_cell','Can change cell'),
(53,3,'delete_cell','Can delete cell'),
(54,7,'delete_gap','Can delete gap'),
(55,16,'add_historicalaspect','Can add historical aspect'),
(56,16,'change_historicalaspect','Can change historical aspect'),
(57,16,'delete_historicalaspect','Can delete historical aspect'),
(58,16,'view_historicalaspect','Can view historical aspect'),
(59,17,'add_historicalaspectgroup','Can add historical aspect group'),
(60,17,'change_historicalaspectgroup','Can change historical aspect group'),
(61,17,'delete_historicalaspectgroup','Can delete historical aspect group'),
(62,17,'view_historicalaspectgroup','Can view historical aspect group'),
(63,18,'add_historicalcompany','Can add historical company'),
(64,18,'change_historicalcompany','Can change historical company'),
(65,18,'delete_historicalcompany','Can delete historical company'),
(66,18,'view_historicalcompany','Can view historical company'),
(67,19,'add_historicalframework','Can add historical framework'),
(68,19,'change_historicalframework','Can change historical framework'),
(69,19,'delete_historicalframework','Can delete historical framework'),
(70,19,'view_historicalframework','Can view historical framework'),
(71,20,'add_historicalgap','Can add historical gap'),
(72,20,'change_historicalgap','Can change historical gap'),
(73,20,'delete_historicalgap','Can delete historical gap'),
(74,20,'view_historicalgap','Can view historical gap'),
(75,21,'add_historicalneed','Can add historical need'),
(76,21,'change_historicalneed','Can change historical need'),
(77,21,'delete_historicalneed','Can delete historical need'),
(78,21,'view_historicalneed','Can view historical need'),
(79,22,'add_historicaloption','Can add historical option'),
(80,22,'change_historicaloption','Can change historical option'),
(81,22,'delete_historicaloption','Can delete historical option'),
(82,22,'view_historicaloption','Can view historical option'),
(83,23,'add_historicalscope','Can add historical scope'),
(84,23,'change_historicalscope','Can change historical scope'),
(85,23,'delete_historicalscope','Can delete historical scope'),
(86,23,'view_historicalscope','Can view historical scope'),
(87,24,'add_historicalsource','Can add historical source'),
(88,24,'change_historicalsource','Can change historical source'),
(89,24,'delete_historicalsource','Can delete historical source'),
(90,24,'view_historicalsource','Can view historical source'),
(91,9,'change_option','Can change option'),
(92,9,'delete_option','Can delete option'),
(93,8,'add_need','Can add need'),
(94,8,'change_need','Can change need'),
(95,8,'delete_need','Can delete need'),
(96,25,'add_historicalresolution','Can add historical resolution'),
(97,25,'change_historicalresolution','Can change historical resolution'),
(98,25,'delete_historicalresolution','Can delete historical resolution'),
(99,25,'view_historicalresolution','Can view historical resolution'),
(100,26,'add_historicalneed_options','Can add HistoricalNeed_options'),
(101,26,'change_historicalneed_options','Can change HistoricalNeed_options'),
(102,26,'delete_historicalneed_options','Can delete HistoricalNeed_options'),
(103,26,'view_historicalneed_options','Can view HistoricalNeed_options'),
(104,4,'delete_claim','Can delete claim'),
(105,10,'delete_resolution','Can delete resolution'),
(106,27,'add_historicalresolution_claims','Can add HistoricalResolution_claims'),
(107,27,'change_historicalresolution_claims','Can change HistoricalResolution_claims'),
(108,27,'delete_historicalresolution_claims','Can delete HistoricalResolution_claims'),
(109,27,'view_historicalresolution_claims','Can view HistoricalResolution_claims'),
(110,13,'delete_source','Can delete source'),
(111,12,'change_snapshot','Can change snapshot'),
(112,12,'delete_snapshot','Can delete snapshot'),
(113,28,'add_historicalsourcelink','Can add historical source link'),
(114,28,'change_historicalsourcelink','Can change historical source link'),
(115,28,'delete_historicalsourcelink','Can delete historical source link'),
(116,28,'view_historicalsourcelink','Can view historical source link'),
(117,29,'add_historicalsnapshot','Can add historical snapshot'),
(118,29,'change_historicalsnapshot','Can change historical snapshot'),
(119,29,'delete_historicalsnapshot','Can delete historical snapshot'),
(120,29,'view_historicalsnapshot','Can view historical snapshot'),
(121,30,'add_historicalclaim','Can add historical claim'),
(122,30,'change_historicalclaim','Can change historical claim'),
(123,30,'delete_historicalclaim','Can delete historical claim'),
(124,30,'view_historicalclaim','Can view historical claim'),
(125,14,'delete_sourcelink','Can delete source link'),
(126,31,'add_formerslug','Can add former slug'),
(127,31,'change_formerslug','Can change former slug'),
(128,31,'delete_formerslug','Can delete former slug'),
(129,31,'view_formerslug','Can view former slug'),
(130,32,'add_historicalformerslug','Can add historical former slug'),
(131,32,'change_historicalformerslug','Can change historical former slug'),
(132,32,'delete_historicalformerslug','Can delete historical former slug'),
(133,32,'view_historicalformerslug','Can view historical former slug'),
(134,33,'add_logentry','Can add log entry'),
(135,33,'change_logentry','Can change log entry'),
(136,33,'delete_logentry','Can delete log entry'),
(137,33,'view_logentry','Can view log entry'),
(138,34,'add_permission','Can add permission'),
(139,34,'change_permission','Can change permission'),
(140,34,'delete_permission','Can delete permission'),
(141,34,'view_permission','Can view permission'),
(142,35,'add_group','Can add group'),
(143,35,'change_group','Can change group'),
(144,35,'delete_group','Can delete group'),
(145,35,'view_group','Can view group'),
(146,36,'add_user','Can add user'),
(147,36,'change_user','Can change user'),
(148,36,'delete_user','Can delete user'),
(149,36,'view_user','Can view user'),
(150,37,'add_contenttype','Can add content type'),
(151,37,'change_contenttype','Can change content type'),
(152,37,'delete_contenttype','Can delete content type'),
(153,37,'view_contenttype','Can view content type'),
(154,38,'add_session','Can add session'),
(155,38,'change_session','Can change session'),
(156,38,'delete_session','Can delete session'),
(157,38,'view_session','Can view session');
CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL);
INSERT INTO "auth_user" VALUES
(1,'!qwU2b1oPoOJ55FhBQk2SFrvcskntrjDITE06mzFP',NULL,1,'editor','','',1,1,'2026-11-27 19:35:42.315937','');
CREATE TABLE "auth_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "django_admin_log" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "object_id" text NULL, "object_repr" varchar(200) NOT NULL, "action_flag" smallint unsigned NOT NULL CHECK ("action_flag" >= 0), "change_message" text NOT NULL, "content_type_id" integer NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "action_time" datetime NOT NULL);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
INSERT INTO "django_content_type" VALUES
(1,'kb','aspect'),
(2,'kb','aspectgroup'),
(3,'kb','cell'),
(4,'kb','claim'),
(5,'kb','company'),
(6,'kb','framework'),
(7,'kb','gap'),
(8,'kb','need'),
(9,'kb','option'),
(10,'kb','resolution'),
(11,'kb','scope'),
(12,'kb','snapshot'),
(13,'kb','source'),
(14,'kb','sourcelink'),
(15,'kb','revision'),
(16,'kb','historicalaspect'),
(17,'kb','historicalaspectgroup'),
(18,'kb','historicalcompany'),
(19,'kb','historicalframework'),
(20,'kb','historicalgap'),
(21,'kb','historicalneed'),
(22,'kb','historicaloption'),
(23,'kb','historicalscope'),
(24,'kb','historicalsource'),
(25,'kb','historicalresolution'),
(26,'kb','historicalneed_options'),
(27,'kb','historicalresolution_claims'),
(28,'kb','historicalsourcelink'),
(29,'kb','historicalsnapshot'),
(30,'kb','historicalclaim'),
(31,'kb','formerslug'),
(32,'kb','historicalformerslug'),
(33,'admin','logentry'),
(34,'auth','permission'),
(35,'auth','group'),
(36,'auth','user'),
(37,'contenttypes','contenttype'),
(38,'sessions','session');
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
INSERT INTO "django_migrations" VALUES
(1,'contenttypes','0001_initial','2026-11-27 19:35:34.374201'),
(2,'auth','0001_initial','2026-11-27 19:35:34.408465'),
(3,'admin','0001_initial','2026-11-27 19:35:34.426844'),
(4,'admin','0002_logentry_remove_auto_add','2026-11-27 19:35:34.450337'),
(5,'admin','0003_logentry_add_action_flag_choices','2026-11-27 19:35:34.467150'),
(6,'contenttypes','0002_remove_content_type_name','2026-11-27 19:35:34.514059'),
(7,'auth','0002_alter_permission_name_max_length','2026-11-27 19:35:34.534649'),
(8,'auth','0003_alter_user_email_max_length','2026-11-27 19:35:34.552240'),
(9,'auth','0004_alter_user_username_opts','2026-11-27 19:35:34.566409'),
(10,'auth','0005_alter_user_last_login_null','2026-11-27 19:35:34.580963'),
(11,'auth','0006_require_contenttypes_0002','2026-11-27 19:35:34.581750'),
(12,'auth','0007_alter_validators_add_error_messages','2026-11-27 19:35:34.601072'),
(13,'auth','0008_alter_user_username_max_length','2026-11-27 19:35:34.622219'),
(14,'auth','0009_alter_user_last_name_max_length','2026-11-27 19:35:34.649092'),
(15,'auth','0010_alter_group_name_max_length','2026-11-27 19:35:34.673329'),
(16,'auth','0011_update_proxy_permissions','2026-11-27 19:35:34.694898'),
(17,'auth','0012_alter_user_first_name_max_length','2026-11-27 19:35:34.723811'),
(18,'kb','0001_initial','2026-11-27 19:35:39.626107'),
(19,'kb','0002_former_slugs','2026-11-27 19:35:39.747615'),
(20,'kb','0003_option_degree','2026-11-27 19:35:39.956878'),
(21,'kb','0004_roles','2026-11-27 19:35:40.671822'),
(22,'kb','0005_source_links','2026-11-27 19:35:40.859378'),
(23,'sessions','0001_initial','2026-11-27 19:35:40.863459');
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
CREATE TABLE "kb_aspect" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL UNIQUE, "slug" varchar(60) NOT NULL UNIQUE, "order" smallint unsigned NOT NULL CHECK ("order" >= 0), "help_text" text NOT NULL, "value_type" varchar(10) NOT NULL, "cardinality" varchar(4) NOT NULL, "temporal" bool NOT NULL, "unit" varchar(30) NOT NULL, "stale_after_months" smallint unsigned NULL CHECK ("stale_after_months" >= 0), "per_company" bool NOT NULL, "group_id" bigint NOT NULL REFERENCES "kb_aspectgroup" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "kb_aspect_text_is_many" CHECK ((NOT ("value_type" = 'text') OR "cardinality" = 'many')), CONSTRAINT "kb_aspect_unit_for_numbers" CHECK (("value_type" = 'number' OR "unit" = '')), CONSTRAINT "kb_aspect_adoption_shape" CHECK ((NOT ("slug" = 'used-in-production') OR ("value_type" = 'boolean' AND "per_company"))));
INSERT INTO "kb_aspect" VALUES
(1,'Orm','orm',0,'','boolean','one',0,'',NULL,0,1),
(2,'Learning curve','learning-curve',0,'','choice','one',0,'',NULL,0,1),
(3,'Share','share',0,'','number','one',1,'%',NULL,0,1),
(4,'In words','in-words',0,'','text','many',0,'',NULL,0,1),
(5,'Used in production','used-in-production',0,'','boolean','one',0,'',NULL,1,1);
CREATE TABLE "kb_aspectgroup" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(80) NOT NULL UNIQUE, "slug" varchar(60) NOT NULL UNIQUE, "order" smallint unsigned NOT NULL CHECK ("order" >= 0));
INSERT INTO "kb_aspectgroup" VALUES
(1,'Aspect group 1','aspect-group-1',0);
CREATE TABLE "kb_cell" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "state" varchar(12) NOT NULL, "empty" varchar(16) NOT NULL, "flags" text NOT NULL CHECK ((JSON_VALID("flags") OR "flags" IS NULL)), "fresh_until" date NULL, "documents" integer unsigned NOT NULL CHECK ("documents" >= 0), "roots" integer unsigned NOT NULL CHECK ("roots" >= 0), "roots_min" integer unsigned NOT NULL CHECK ("roots_min" >= 0), "values" text NOT NULL CHECK ((JSON_VALID("values") OR "values" IS NULL)), "aspect_id" bigint NOT NULL REFERENCES "kb_aspect" ("id") DEFERRABLE INITIALLY DEFERRED, "company_id" bigint NULL REFERENCES "kb_company" ("id") DEFERRABLE INITIALLY DEFERRED, "framework_id" bigint NOT NULL REFERENCES "kb_framework" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_cell" VALUES
(1,'single','','["undated"]',NULL,1,1,1,'[{"label": "yes", "compared_to": null, "documents": 1, "roots": 1, "roots_min": 1}]',1,NULL,2),
(2,'single','','[]',NULL,1,1,1,'[{"label": "12.9 %", "compared_to": null, "documents": 1, "roots": 1, "roots_min": 1}]',3,NULL,1),
(3,'single','','["undated"]',NULL,1,1,1,'[{"label": "small & quick", "compared_to": null, "documents": 1, "roots": 1, "roots_min": 1}]',4,NULL,1),
(4,'single','','["undated"]',NULL,1,1,1,'[{"label": "yes", "compared_to": null, "documents": 1, "roots": 1, "roots_min": 1}]',5,1,1),
(8,'resolved','','["undated"]',NULL,2,1,1,'[{"label": "easy", "compared_to": null, "documents": 1, "roots": 1, "roots_min": 1}, {"label": "steep", "compared_to": null, "documents": 1, "roots": 1, "roots_min": 1}]',2,NULL,1),
(9,'empty','searched-silent','[]',NULL,0,0,0,'[]',2,NULL,2);
CREATE TABLE "kb_claim" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" decimal NULL, "boolean" bool NULL, "text" varchar(300) NOT NULL, "key" varchar(200) NOT NULL UNIQUE, "locator" varchar(200) NOT NULL, "as_of" varchar(10) NOT NULL, "hedged" bool NOT NULL, "via_stated" bool NOT NULL, "quote" varchar(120) NOT NULL, "statement" varchar(400) NOT NULL, "note" text NOT NULL, "status" varchar(10) NOT NULL, "retire_reason" varchar(20) NOT NULL, "reviewed_on" date NULL, "aspect_id" bigint NOT NULL REFERENCES "kb_aspect" ("id") DEFERRABLE INITIALLY DEFERRED, "reviewed_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "company_id" bigint NULL REFERENCES "kb_company" ("id") DEFERRABLE INITIALLY DEFERRED, "compared_to_id" bigint NULL REFERENCES "kb_framework" ("id") DEFERRABLE INITIALLY DEFERRED, "framework_id" bigint NOT NULL REFERENCES "kb_framework" ("id") DEFERRABLE INITIALLY DEFERRED, "option_id" bigint NULL REFERENCES "kb_option" ("id") DEFERRABLE INITIALLY DEFERRED, "scope_id" bigint NULL REFERENCES "kb_scope" ("id") DEFERRABLE INITIALLY DEFERRED, "source_id" bigint NOT NULL REFERENCES "kb_source" ("id") DEFERRABLE INITIALLY DEFERRED, "via_id" bigint NULL REFERENCES "kb_source" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "kb_claim_one_value" CHECK ((("boolean" IS NULL AND "number" IS NULL AND "option_id" IS NOT NULL AND "text" = '') OR ("boolean" IS NULL AND "number" IS NOT NULL AND "option_id" IS NULL AND "text" = '') OR ("boolean" IS NOT NULL AND "number" IS NULL AND "option_id" IS NULL AND "text" = '') OR ("boolean" IS NULL AND "number" IS NULL AND "option_id" IS NULL AND NOT ("text" = '')))), CONSTRAINT "kb_claim_published_has_locator" CHECK ((NOT ("status" = 'published') OR LENGTH(TRIM("locator")) > 0)), CONSTRAINT "kb_claim_retired_has_reason" CHECK ((("status" = 'retired' OR "retire_reason" = '') AND 1 = (CASE WHEN "status" = 'retired' THEN 1 ELSE 0 END + CASE WHEN "retire_reason" = '' THEN 1 ELSE 0 END))), CONSTRAINT "kb_claim_not_compared_to_itself" CHECK (("compared_to_id" IS NULL OR NOT ("compared_to_id" = ("framework_id") AND "compared_to_id" IS NOT NULL))), CONSTRAINT "kb_claim_not_via_itself" CHECK (("via_id" IS NULL OR NOT ("via_id" = ("source_id") AND "via_id" IS NOT NULL))), CONSTRAINT "kb_claim_stated_needs_via" CHECK (("via_id" IS NOT NULL OR NOT "via_stated")), CONSTRAINT "kb_claim_as_of_is_a_period" CHECK (("as_of" = '' OR "as_of" REGEXP '\A[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?\Z')));
INSERT INTO "kb_claim" VALUES
(1,NULL,1,'','article-django-orm-1','line 1','',0,1,'has an ORM','','','published','',NULL,1,NULL,NULL,NULL,2,NULL,NULL,2,1),
(2,12.9,NULL,'','manual-flask-share-1','line 2','2026-05',0,0,'','','','published','',NULL,3,NULL,NULL,NULL,1,NULL,NULL,1,NULL),
(3,NULL,NULL,'small & quick','article-flask-in-words-1','line 3','',0,0,'','','','published','',NULL,4,NULL,NULL,NULL,1,NULL,1,2,NULL),
(4,NULL,1,'','manual-flask-used-in-production-1','line 4','',0,0,'','','','published','',NULL,5,NULL,1,NULL,1,NULL,NULL,1,NULL),
(5,NULL,0,'','manual-flask-orm-1','line 5','',0,0,'','','','draft','',NULL,1,NULL,NULL,NULL,1,NULL,NULL,1,NULL),
(6,NULL,1,'','article-flask-orm-1','line 6','',0,0,'','','','retired','misread',NULL,1,NULL,NULL,NULL,1,NULL,NULL,2,NULL),
(7,NULL,NULL,'','manual-flask-learning-curve-1','line 7','',0,0,'','','','published','',NULL,2,NULL,NULL,NULL,1,1,NULL,1,NULL),
(8,NULL,NULL,'','article-flask-learning-curve-1','line 8','',0,0,'','','','published','',NULL,2,NULL,NULL,NULL,1,2,NULL,2,NULL);
CREATE TABLE "kb_company" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL UNIQUE, "slug" varchar(60) NOT NULL UNIQUE, "aliases" text NOT NULL, "homepage" varchar(200) NOT NULL, "industry" varchar(80) NOT NULL);
INSERT INTO "kb_company" VALUES
(1,'Reddit','reddit','','','');
CREATE TABLE "kb_formerslug" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(10) NOT NULL, "slug" varchar(60) NOT NULL, "target" bigint unsigned NOT NULL CHECK ("target" >= 0), CONSTRAINT "kb_formerslug_once" UNIQUE ("kind", "slug"));
INSERT INTO "kb_formerslug" VALUES
(1,'framework','django-web',2);
CREATE TABLE "kb_framework" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(80) NOT NULL UNIQUE, "slug" varchar(60) NOT NULL UNIQUE, "aliases" text NOT NULL, "homepage" varchar(200) NOT NULL, "repository" varchar(200) NOT NULL, CONSTRAINT "kb_framework_slug_without_vs" CHECK (NOT ("slug" LIKE '%-vs-%' ESCAPE '\' OR "slug" LIKE 'vs-%' ESCAPE '\' OR "slug" LIKE '%-vs' ESCAPE '\')));
INSERT INTO "kb_framework" VALUES
(1,'Flask','flask','','https://flask.example/',''),
(2,'Django','django','','https://django-web.example/','');
CREATE TABLE "kb_gap" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(16) NOT NULL, "searched_on" date NULL, "note" text NOT NULL, "aspect_id" bigint NOT NULL REFERENCES "kb_aspect" ("id") DEFERRABLE INITIALLY DEFERRED, "company_id" bigint NULL REFERENCES "kb_company" ("id") DEFERRABLE INITIALLY DEFERRED, "framework_id" bigint NOT NULL REFERENCES "kb_framework" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_gap" VALUES
(1,'searched-silent','2026-11-01','',2,NULL,2);
CREATE TABLE "kb_historicalaspect" ("id" bigint NOT NULL, "name" varchar(100) NOT NULL, "slug" varchar(60) NOT NULL, "order" smallint unsigned NOT NULL CHECK ("order" >= 0), "help_text" text NOT NULL, "value_type" varchar(10) NOT NULL, "cardinality" varchar(4) NOT NULL, "temporal" bool NOT NULL, "unit" varchar(30) NOT NULL, "stale_after_months" smallint unsigned NULL CHECK ("stale_after_months" >= 0), "per_company" bool NOT NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "group_id" bigint NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_historicalaspect" VALUES
(1,'Orm','orm',0,'','boolean','one',0,'',NULL,0,1,'2026-11-27 19:35:42.491246',NULL,'+',1,NULL),
(2,'Learning curve','learning-curve',0,'','choice','one',0,'',NULL,0,2,'2026-11-27 19:35:42.498588',NULL,'+',1,NULL),
(3,'Share','share',0,'','number','one',1,'%',NULL,0,3,'2026-11-27 19:35:42.540790',NULL,'+',1,NULL),
(4,'In words','in-words',0,'','text','many',0,'',NULL,0,4,'2026-11-27 19:35:42.561549',NULL,'+',1,NULL),
(5,'Used in production','used-in-production',0,'','boolean','one',0,'',NULL,1,5,'2026-11-27 19:35:42.698131',NULL,'+',1,NULL);
CREATE TABLE "kb_historicalaspectgroup" ("id" bigint NOT NULL, "name" varchar(80) NOT NULL, "slug" varchar(60) NOT NULL, "order" smallint unsigned NOT NULL CHECK ("order" >= 0), "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_historicalaspectgroup" VALUES
(1,'Aspect group 1','aspect-group-1',0,1,'2026-11-27 19:35:42.483366',NULL,'+',NULL);
CREATE TABLE "kb_historicalclaim" ("id" bigint NOT NULL, "number" decimal NULL, "boolean" bool NULL, "text" varchar(300) NOT NULL, "key" varchar(200) NOT NULL, "locator" varchar(200) NOT NULL, "as_of" varchar(10) NOT NULL, "hedged" bool NOT NULL, "via_stated" bool NOT NULL, "quote" varchar(120) NOT NULL, "statement" varchar(400) NOT NULL, "note" text NOT NULL, "status" varchar(10) NOT NULL, "retire_reason" varchar(20) NOT NULL, "reviewed_on" date NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "aspect_id" bigint NULL, "company_id" bigint NULL, "compared_to_id" bigint NULL, "framework_id" bigint NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "reviewed_by_id" integer NULL, "option_id" bigint NULL, "scope_id" bigint NULL, "source_id" bigint NULL, "via_id" bigint NULL);
INSERT INTO "kb_historicalclaim" VALUES
(1,NULL,1,'','article-django-orm-1','line 1','',0,1,'has an ORM','','','published','',NULL,1,'2026-11-27 19:35:42.610002',NULL,'+',1,NULL,NULL,2,NULL,NULL,NULL,NULL,2,1),
(2,12.9,NULL,'','manual-flask-share-1','line 2','2026-05',0,0,'','','','published','',NULL,2,'2026-11-27 19:35:42.646263',NULL,'+',3,NULL,NULL,1,NULL,NULL,NULL,NULL,1,NULL),
(3,NULL,NULL,'small & quick','article-flask-in-words-1','line 3','',0,0,'','','','published','',NULL,3,'2026-11-27 19:35:42.677006',NULL,'+',4,NULL,NULL,1,NULL,NULL,NULL,1,2,NULL),
(4,NULL,1,'','manual-flask-used-in-production-1','line 4','',0,0,'','','','published','',NULL,4,'2026-11-27 19:35:42.716188',NULL,'+',5,1,NULL,1,NULL,NULL,NULL,NULL,1,NULL),
(5,NULL,0,'','manual-flask-orm-1','line 5','',0,0,'','','','draft','',NULL,5,'2026-11-27 19:35:42.793784',NULL,'+',1,NULL,NULL,1,NULL,NULL,NULL,NULL,1,NULL),
(6,NULL,1,'','article-flask-orm-1','line 6','',0,0,'','','','retired','misread',NULL,6,'2026-11-27 19:35:42.857804',NULL,'+',1,NULL,NULL,1,NULL,NULL,NULL,NULL,2,NULL),
(7,NULL,NULL,'','manual-flask-learning-curve-1','line 7','',0,0,'','','','published','',NULL,7,'2026-11-27 19:35:42.936914',NULL,'+',2,NULL,NULL,1,NULL,NULL,1,NULL,1,NULL),
(8,NULL,NULL,'','article-flask-learning-curve-1','line 8','',0,0,'','','','published','',NULL,8,'2026-11-27 19:35:43.015739',NULL,'+',2,NULL,NULL,1,NULL,NULL,2,NULL,2,NULL);
CREATE TABLE "kb_historicalcompany" ("id" bigint NOT NULL, "name" varchar(100) NOT NULL, "slug" varchar(60) NOT NULL, "aliases" text NOT NULL, "homepage" varchar(200) NOT NULL, "industry" varchar(80) NOT NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_historicalcompany" VALUES
(1,'Reddit','reddit','','','',1,'2026-11-27 19:35:42.523864',NULL,'+',NULL);
CREATE TABLE "kb_historicalformerslug" ("id" bigint NOT NULL, "kind" varchar(10) NOT NULL, "slug" varchar(60) NOT NULL, "target" bigint unsigned NOT NULL CHECK ("target" >= 0), "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_historicalformerslug" VALUES
(1,'framework','django-web',2,1,'2026-11-27 19:35:42.434085',NULL,'+',NULL);
CREATE TABLE "kb_historicalframework" ("id" bigint NOT NULL, "name" varchar(80) NOT NULL, "slug" varchar(60) NOT NULL, "aliases" text NOT NULL, "homepage" varchar(200) NOT NULL, "repository" varchar(200) NOT NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_historicalframework" VALUES
(1,'Flask','flask','','https://flask.example/','',1,'2026-11-27 19:35:42.421004',NULL,'+',NULL),
(2,'Django-Web','django-web','','https://django-web.example/','',2,'2026-11-27 19:35:42.427173',NULL,'+',NULL),
(2,'Django','django','','https://django-web.example/','',3,'2026-11-27 19:35:42.435708',NULL,'~',NULL);
CREATE TABLE "kb_historicalgap" ("id" bigint NOT NULL, "kind" varchar(16) NOT NULL, "searched_on" date NULL, "note" text NOT NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "aspect_id" bigint NULL, "company_id" bigint NULL, "framework_id" bigint NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_historicalgap" VALUES
(1,'searched-silent','2026-11-01','',1,'2026-11-27 19:35:43.129830',NULL,'+',2,NULL,2,NULL);
CREATE TABLE "kb_historicalneed" ("id" bigint NOT NULL, "name" varchar(80) NOT NULL, "slug" varchar(60) NOT NULL, "question" varchar(200) NOT NULL, "boolean" bool NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "aspect_id" bigint NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_historicalneed" VALUES
(1,'Easy start','easy-start','Must it?',NULL,1,'2026-11-27 19:35:43.178575',NULL,'+',2,NULL),
(1,'Easy start','easy-start','Must it?',NULL,2,'2026-11-27 19:35:43.195568',NULL,'~',2,NULL);
CREATE TABLE "kb_historicalneed_options" ("id" bigint NOT NULL, "m2m_history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_id" integer NOT NULL, "need_id" bigint NULL, "option_id" bigint NULL);
INSERT INTO "kb_historicalneed_options" VALUES
(1,1,2,1,1);
CREATE TABLE "kb_historicaloption" ("id" bigint NOT NULL, "slug" varchar(60) NOT NULL, "label" varchar(80) NOT NULL, "order" smallint unsigned NOT NULL CHECK ("order" >= 0), "description" text NOT NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "aspect_id" bigint NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "degree" smallint NULL);
INSERT INTO "kb_historicaloption" VALUES
(1,'easy','easy',0,'',1,'2026-11-27 19:35:42.504288',NULL,'+',2,NULL,NULL),
(2,'steep','steep',1,'',2,'2026-11-27 19:35:42.509583',NULL,'+',2,NULL,NULL);
CREATE TABLE "kb_historicalresolution" ("id" bigint NOT NULL, "number" decimal NULL, "boolean" bool NULL, "text" varchar(300) NOT NULL, "reason" varchar(16) NOT NULL, "explanation" text NOT NULL, "resolved_on" date NOT NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "aspect_id" bigint NULL, "company_id" bigint NULL, "compared_to_id" bigint NULL, "framework_id" bigint NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "resolved_by_id" integer NULL, "option_id" bigint NULL);
INSERT INTO "kb_historicalresolution" VALUES
(1,NULL,NULL,'','judgement','One side is clearer.','2026-11-01',1,'2026-11-27 19:35:43.069639',NULL,'+',2,NULL,NULL,1,NULL,1,1),
(1,NULL,NULL,'','judgement','One side is clearer.','2026-11-01',2,'2026-11-27 19:35:43.095837',NULL,'~',2,NULL,NULL,1,NULL,1,1);
CREATE TABLE "kb_historicalresolution_claims" ("id" bigint NOT NULL, "m2m_history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "claim_id" bigint NULL, "history_id" integer NOT NULL, "resolution_id" bigint NULL);
INSERT INTO "kb_historicalresolution_claims" VALUES
(2,1,7,2,1),
(1,2,8,2,1);
CREATE TABLE "kb_historicalscope" ("id" bigint NOT NULL, "name" varchar(80) NOT NULL, "slug" varchar(60) NOT NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_historicalscope" VALUES
(1,'Small apps','small-apps',1,'2026-11-27 19:35:42.513709',NULL,'+',NULL);
CREATE TABLE "kb_historicalsnapshot" ("id" bigint NOT NULL, "taken_on" date NOT NULL, "sha256" varchar(64) NOT NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "source_id" bigint NULL);
INSERT INTO "kb_historicalsnapshot" VALUES
(1,'2026-11-02','746b09a4073af52b074522f4cd9ee83e04a23d631f098ccb5579da8026f76593',1,'2026-11-27 19:35:42.479238',NULL,'+',NULL,2);
CREATE TABLE "kb_historicalsource" ("id" bigint NOT NULL, "title" varchar(250) NOT NULL, "slug" varchar(60) NOT NULL, "url" varchar(500) NOT NULL, "version" varchar(40) NOT NULL, "kind" varchar(12) NOT NULL, "author" varchar(120) NOT NULL, "publisher" varchar(120) NOT NULL, "published_on" date NULL, "modified_on" date NULL, "read_on" date NULL, "archive_url" varchar(500) NOT NULL, "language" varchar(12) NOT NULL, "sha256" varchar(64) NOT NULL, "link_state" varchar(8) NOT NULL, "link_checked_on" date NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "link_moved_to" varchar(500) NOT NULL);
INSERT INTO "kb_historicalsource" VALUES
(1,'Manual','manual','','','official','','',NULL,NULL,NULL,'','','','',NULL,1,'2026-11-27 19:35:42.455197',NULL,'+',NULL,''),
(2,'Article','article','https://a.example/','','article','','',NULL,NULL,NULL,'','','','',NULL,2,'2026-11-27 19:35:42.459824',NULL,'+',NULL,'');
CREATE TABLE "kb_historicalsourcelink" ("id" bigint NOT NULL, "kind" varchar(8) NOT NULL, "note" text NOT NULL, "history_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "history_date" datetime NOT NULL, "history_change_reason" text NULL, "history_type" varchar(1) NOT NULL, "history_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "from_source_id" bigint NULL, "to_source_id" bigint NULL);
INSERT INTO "kb_historicalsourcelink" VALUES
(1,'derives','',1,'2026-11-27 19:35:42.464796',NULL,'+',NULL,2,1);
CREATE TABLE "kb_need" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(80) NOT NULL UNIQUE, "slug" varchar(60) NOT NULL UNIQUE, "question" varchar(200) NOT NULL, "boolean" bool NULL, "aspect_id" bigint NOT NULL REFERENCES "kb_aspect" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_need" VALUES
(1,'Easy start','easy-start','Must it?',NULL,2);
CREATE TABLE "kb_need_options" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "need_id" bigint NOT NULL REFERENCES "kb_need" ("id") DEFERRABLE INITIALLY DEFERRED, "option_id" bigint NOT NULL REFERENCES "kb_option" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_need_options" VALUES
(1,1,1);
CREATE TABLE "kb_option" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "slug" varchar(60) NOT NULL, "label" varchar(80) NOT NULL, "order" smallint unsigned NOT NULL CHECK ("order" >= 0), "description" text NOT NULL, "aspect_id" bigint NOT NULL REFERENCES "kb_aspect" ("id") DEFERRABLE INITIALLY DEFERRED, "degree" smallint NULL, CONSTRAINT "kb_option_once_per_aspect" UNIQUE ("aspect_id", "slug"), CONSTRAINT "kb_option_not_yes_or_no" CHECK (NOT ("slug" IN ('yes', 'no'))));
INSERT INTO "kb_option" VALUES
(1,'easy','easy',0,'',2,NULL),
(2,'steep','steep',1,'',2,NULL);
CREATE TABLE "kb_resolution" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" decimal NULL, "boolean" bool NULL, "text" varchar(300) NOT NULL, "reason" varchar(16) NOT NULL, "explanation" text NOT NULL, "resolved_on" date NOT NULL, "aspect_id" bigint NOT NULL REFERENCES "kb_aspect" ("id") DEFERRABLE INITIALLY DEFERRED, "company_id" bigint NULL REFERENCES "kb_company" ("id") DEFERRABLE INITIALLY DEFERRED, "compared_to_id" bigint NULL REFERENCES "kb_framework" ("id") DEFERRABLE INITIALLY DEFERRED, "framework_id" bigint NOT NULL REFERENCES "kb_framework" ("id") DEFERRABLE INITIALLY DEFERRED, "option_id" bigint NULL REFERENCES "kb_option" ("id") DEFERRABLE INITIALLY DEFERRED, "resolved_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "kb_resolution_one_value" CHECK ((("boolean" IS NULL AND "number" IS NULL AND "option_id" IS NOT NULL AND "text" = '') OR ("boolean" IS NULL AND "number" IS NOT NULL AND "option_id" IS NULL AND "text" = '') OR ("boolean" IS NOT NULL AND "number" IS NULL AND "option_id" IS NULL AND "text" = '') OR ("boolean" IS NULL AND "number" IS NULL AND "option_id" IS NULL AND NOT ("text" = '')))));
INSERT INTO "kb_resolution" VALUES
(1,NULL,NULL,'','judgement','One side is clearer.','2026-11-01',2,NULL,NULL,1,1,1);
CREATE TABLE "kb_resolution_claims" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "resolution_id" bigint NOT NULL REFERENCES "kb_resolution" ("id") DEFERRABLE INITIALLY DEFERRED, "claim_id" bigint NOT NULL REFERENCES "kb_claim" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "kb_resolution_claims" VALUES
(1,1,8),
(2,1,7);
CREATE TABLE "kb_revision" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" bigint unsigned NOT NULL CHECK ("number" >= 0));
INSERT INTO "kb_revision" VALUES
(1,29);
CREATE TABLE "kb_scope" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(80) NOT NULL UNIQUE, "slug" varchar(60) NOT NULL UNIQUE);
INSERT INTO "kb_scope" VALUES
(1,'Small apps','small-apps');
CREATE TABLE "kb_snapshot" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "taken_on" date NOT NULL, "sha256" varchar(64) NOT NULL, "text" text NOT NULL, "source_id" bigint NOT NULL REFERENCES "kb_source" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "kb_snapshot_once" UNIQUE ("source_id", "sha256"));
INSERT INTO "kb_snapshot" VALUES
(1,'2026-11-02','746b09a4073af52b074522f4cd9ee83e04a23d631f098ccb5579da8026f76593','Flask is easy. Django has an ORM.',2);
CREATE TABLE "kb_source" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(250) NOT NULL, "slug" varchar(60) NOT NULL UNIQUE, "url" varchar(500) NOT NULL, "version" varchar(40) NOT NULL, "kind" varchar(12) NOT NULL, "author" varchar(120) NOT NULL, "publisher" varchar(120) NOT NULL, "published_on" date NULL, "modified_on" date NULL, "read_on" date NULL, "archive_url" varchar(500) NOT NULL, "language" varchar(12) NOT NULL, "sha256" varchar(64) NOT NULL, "link_state" varchar(8) NOT NULL, "link_checked_on" date NULL, "link_moved_to" varchar(500) NOT NULL, CONSTRAINT "kb_source_modified_after_published" CHECK (("published_on" IS NULL OR "modified_on" IS NULL OR "modified_on" >= ("published_on"))));
INSERT INTO "kb_source" VALUES
(1,'Manual','manual','','','official','','',NULL,NULL,NULL,'','','','',NULL,''),
(2,'Article','article','https://a.example/','','article','','',NULL,NULL,NULL,'','','','',NULL,'');
CREATE TABLE "kb_sourcelink" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(8) NOT NULL, "note" text NOT NULL, "from_source_id" bigint NOT NULL REFERENCES "kb_source" ("id") DEFERRABLE INITIALLY DEFERRED, "to_source_id" bigint NOT NULL REFERENCES "kb_source" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "kb_sourcelink_once" UNIQUE ("from_source_id", "to_source_id", "kind"), CONSTRAINT "kb_sourcelink_not_itself" CHECK (NOT ("from_source_id" = ("to_source_id"))));
INSERT INTO "kb_sourcelink" VALUES
(1,'derives','',2,1);
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");
CREATE UNIQUE INDEX "auth_user_groups_user_id_group_id_94350c0c_uniq" ON "auth_user_groups" ("user_id", "group_id");
CREATE INDEX "auth_user_groups_user_id_6a12ed8b" ON "auth_user_groups" ("user_id");
CREATE INDEX "auth_user_groups_group_id_97559544" ON "auth_user_groups" ("group_id");
CREATE UNIQUE INDEX "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq" ON "auth_user_user_permissions" ("user_id", "permission_id");
CREATE INDEX "auth_user_user_permissions_user_id_a95ead1b" ON "auth_user_user_permissions" ("user_id");
CREATE INDEX "auth_user_user_permissions_permission_id_1fbb5f2c" ON "auth_user_user_permissions" ("permission_id");
CREATE INDEX "django_admin_log_content_type_id_c4bce8eb" ON "django_admin_log" ("content_type_id");
CREATE INDEX "django_admin_log_user_id_c564eba6" ON "django_admin_log" ("user_id");
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");
CREATE INDEX "kb_cell_aspect_id_0a07fe8f" ON "kb_cell" ("aspect_id");
CREATE INDEX "kb_cell_company_id_d9f1fd46" ON "kb_cell" ("company_id");
CREATE INDEX "kb_cell_framework_id_de37f556" ON "kb_cell" ("framework_id");
CREATE INDEX "kb_gap_aspect_id_4f6b7ebc" ON "kb_gap" ("aspect_id");
CREATE INDEX "kb_gap_company_id_64534ddf" ON "kb_gap" ("company_id");
CREATE INDEX "kb_gap_framework_id_11cd2859" ON "kb_gap" ("framework_id");
CREATE INDEX "kb_historicalaspect_id_79f88bc9" ON "kb_historicalaspect" ("id");
CREATE INDEX "kb_historicalaspect_name_1b1e4e87" ON "kb_historicalaspect" ("name");
CREATE INDEX "kb_historicalaspect_slug_204e2116" ON "kb_historicalaspect" ("slug");
CREATE INDEX "kb_historicalaspect_history_date_def08eec" ON "kb_historicalaspect" ("history_date");
CREATE INDEX "kb_historicalaspect_group_id_2cdc83c1" ON "kb_historicalaspect" ("group_id");
CREATE INDEX "kb_historicalaspect_history_user_id_351ec6c8" ON "kb_historicalaspect" ("history_user_id");
CREATE INDEX "kb_historicalaspectgroup_id_901b05c2" ON "kb_historicalaspectgroup" ("id");
CREATE INDEX "kb_historicalaspectgroup_name_af24fe91" ON "kb_historicalaspectgroup" ("name");
CREATE INDEX "kb_historicalaspectgroup_slug_5a2db044" ON "kb_historicalaspectgroup" ("slug");
CREATE INDEX "kb_historicalaspectgroup_history_date_9c508f64" ON "kb_historicalaspectgroup" ("history_date");
CREATE INDEX "kb_historicalaspectgroup_history_user_id_0b3fea45" ON "kb_historicalaspectgroup" ("history_user_id");
CREATE INDEX "kb_historicalcompany_id_64f14f70" ON "kb_historicalcompany" ("id");
CREATE INDEX "kb_historicalcompany_name_2cffcdb2" ON "kb_historicalcompany" ("name");
CREATE INDEX "kb_historicalcompany_slug_fab91811" ON "kb_historicalcompany" ("slug");
CREATE INDEX "kb_historicalcompany_history_date_57adef6d" ON "kb_historicalcompany" ("history_date");
CREATE INDEX "kb_historicalcompany_history_user_id_8ac13ffc" ON "kb_historicalcompany" ("history_user_id");
CREATE INDEX "kb_historicalframework_id_b8aa103a" ON "kb_historicalframework" ("id");
CREATE INDEX "kb_historicalframework_name_41293837" ON "kb_historicalframework" ("name");
CREATE INDEX "kb_historicalframework_slug_33bf79d5" ON "kb_historicalframework" ("slug");
CREATE INDEX "kb_historicalframework_history_date_0d3b2079" ON "kb_historicalframework" ("history_date");
CREATE INDEX "kb_historicalframework_history_user_id_60d5d15d" ON "kb_historicalframework" ("history_user_id");
CREATE INDEX "kb_historicalgap_id_2d19a5e4" ON "kb_historicalgap" ("id");
CREATE INDEX "kb_historicalgap_history_date_fa462036" ON "kb_historicalgap" ("history_date");
CREATE INDEX "kb_historicalgap_aspect_id_d1f5b0c2" ON "kb_historicalgap" ("aspect_id");
CREATE INDEX "kb_historicalgap_company_id_97d1a75d" ON "kb_historicalgap" ("company_id");
CREATE INDEX "kb_historicalgap_framework_id_6ab7f5f9" ON "kb_historicalgap" ("framework_id");
CREATE INDEX "kb_historicalgap_history_user_id_4c166677" ON "kb_historicalgap" ("history_user_id");
CREATE INDEX "kb_historicalneed_id_10404ddf" ON "kb_historicalneed" ("id");
CREATE INDEX "kb_historicalneed_name_2a73b5ac" ON "kb_historicalneed" ("name");
CREATE INDEX "kb_historicalneed_slug_4c0a17de" ON "kb_historicalneed" ("slug");
CREATE INDEX "kb_historicalneed_history_date_826e051f" ON "kb_historicalneed" ("history_date");
CREATE INDEX "kb_historicalneed_aspect_id_06b2586a" ON "kb_historicalneed" ("aspect_id");
CREATE INDEX "kb_historicalneed_history_user_id_8e3a6c21" ON "kb_historicalneed" ("history_user_id");
CREATE INDEX "kb_historicaloption_id_f153d052" ON "kb_historicaloption" ("id");
CREATE INDEX "kb_historicaloption_slug_071a3bf7" ON "kb_historicaloption" ("slug");
CREATE INDEX "kb_historicaloption_history_date_2fdaeba4" ON "kb_historicaloption" ("history_date");
CREATE INDEX "kb_historicaloption_aspect_id_3ab0ecf2" ON "kb_historicaloption" ("aspect_id");
CREATE INDEX "kb_historicaloption_history_user_id_7b5715bc" ON "kb_historicaloption" ("history_user_id");
CREATE INDEX "kb_historicalscope_id_4b954e35" ON "kb_historicalscope" ("id");
CREATE INDEX "kb_historicalscope_name_42347aea" ON "kb_historicalscope" ("name");
CREATE INDEX "kb_historicalscope_slug_3a52ad56" ON "kb_historicalscope" ("slug");
CREATE INDEX "kb_historicalscope_history_date_4b895475" ON "kb_historicalscope" ("history_date");
CREATE INDEX "kb_historicalscope_history_user_id_8871d2af" ON "kb_historicalscope" ("history_user_id");
CREATE INDEX "kb_need_aspect_id_ab7a667e" ON "kb_need" ("aspect_id");
CREATE UNIQUE INDEX "kb_need_options_need_id_option_id_e5d13565_uniq" ON "kb_need_options" ("need_id", "option_id");
CREATE INDEX "kb_need_options_need_id_a06461c8" ON "kb_need_options" ("need_id");
CREATE INDEX "kb_need_options_option_id_e0156b74" ON "kb_need_options" ("option_id");
CREATE INDEX "kb_historicalresolution_id_f162558e" ON "kb_historicalresolution" ("id");
CREATE INDEX "kb_historicalresolution_history_date_a7a9dbe9" ON "kb_historicalresolution" ("history_date");
CREATE INDEX "kb_historicalresolution_aspect_id_e86013c1" ON "kb_historicalresolution" ("aspect_id");
CREATE INDEX "kb_historicalresolution_company_id_55fddc02" ON "kb_historicalresolution" ("company_id");
CREATE INDEX "kb_historicalresolution_compared_to_id_e5776c79" ON "kb_historicalresolution" ("compared_to_id");
CREATE INDEX "kb_historicalresolution_framework_id_085c5e01" ON "kb_historicalresolution" ("framework_id");
CREATE INDEX "kb_historicalresolution_history_user_id_f3b347e1" ON "kb_historicalresolution" ("history_user_id");
CREATE INDEX "kb_historicalresolution_resolved_by_id_f16f1a09" ON "kb_historicalresolution" ("resolved_by_id");
CREATE INDEX "kb_historicalresolution_option_id_dd3a1855" ON "kb_historicalresolution" ("option_id");
CREATE INDEX "kb_historicalneed_options_id_6f8d6529" ON "kb_historicalneed_options" ("id");
CREATE INDEX "kb_historicalneed_options_history_id_b86eb6b9" ON "kb_historicalneed_options" ("history_id");
CREATE INDEX "kb_historicalneed_options_need_id_25785bdc" ON "kb_historicalneed_options" ("need_id");
CREATE INDEX "kb_historicalneed_options_option_id_95288d14" ON "kb_historicalneed_options" ("option_id");
CREATE UNIQUE INDEX "kb_resolution_claims_resolution_id_claim_id_8622bcbb_uniq" ON "kb_resolution_claims" ("resolution_id", "claim_id");
CREATE INDEX "kb_resolution_claims_resolution_id_9ada3e8e" ON "kb_resolution_claims" ("resolution_id");
CREATE INDEX "kb_resolution_claims_claim_id_2f97a29e" ON "kb_resolution_claims" ("claim_id");
CREATE INDEX "kb_historicalresolution_claims_id_0d6b376e" ON "kb_historicalresolution_claims" ("id");
CREATE INDEX "kb_historicalresolution_claims_claim_id_ebf20e34" ON "kb_historicalresolution_claims" ("claim_id");
CREATE INDEX "kb_historicalresolution_claims_history_id_a49d4e5b" ON "kb_historicalresolution_claims" ("history_id");
CREATE INDEX "kb_historicalresolution_claims_resolution_id_d8dc16c5" ON "kb_historicalresolution_claims" ("resolution_id");
CREATE INDEX "kb_historicalsourcelink_id_56111fa9" ON "kb_historicalsourcelink" ("id");
CREATE INDEX "kb_historicalsourcelink_history_date_469cd1b6" ON "kb_historicalsourcelink" ("history_date");
CREATE INDEX "kb_historicalsourcelink_history_user_id_d4d13490" ON "kb_historicalsourcelink" ("history_user_id");
CREATE INDEX "kb_historicalsourcelink_from_source_id_dc600023" ON "kb_historicalsourcelink" ("from_source_id");
CREATE INDEX "kb_historicalsourcelink_to_source_id_fa6a5415" ON "kb_historicalsourcelink" ("to_source_id");
CREATE INDEX "kb_historicalsnapshot_id_e4103a57" ON "kb_historicalsnapshot" ("id");
CREATE INDEX "kb_historicalsnapshot_history_date_428f0985" ON "kb_historicalsnapshot" ("history_date");
CREATE INDEX "kb_historicalsnapshot_history_user_id_7a61f9b3" ON "kb_historicalsnapshot" ("history_user_id");
CREATE INDEX "kb_historicalsnapshot_source_id_e6660b69" ON "kb_historicalsnapshot" ("source_id");
CREATE INDEX "kb_historicalclaim_id_0fe2edf3" ON "kb_historicalclaim" ("id");
CREATE INDEX "kb_historicalclaim_key_08d99af3" ON "kb_historicalclaim" ("key");
CREATE INDEX "kb_historicalclaim_history_date_1ab4db9c" ON "kb_historicalclaim" ("history_date");
CREATE INDEX "kb_historicalclaim_aspect_id_39e49a31" ON "kb_historicalclaim" ("aspect_id");
CREATE INDEX "kb_historicalclaim_company_id_ad17162b" ON "kb_historicalclaim" ("company_id");
CREATE INDEX "kb_historicalclaim_compared_to_id_d952ff22" ON "kb_historicalclaim" ("compared_to_id");
CREATE INDEX "kb_historicalclaim_framework_id_50f4bc62" ON "kb_historicalclaim" ("framework_id");
CREATE INDEX "kb_historicalclaim_history_user_id_f443b9ea" ON "kb_historicalclaim" ("history_user_id");
CREATE INDEX "kb_historicalclaim_reviewed_by_id_2e493dca" ON "kb_historicalclaim" ("reviewed_by_id");
CREATE INDEX "kb_historicalclaim_option_id_1d8bbf33" ON "kb_historicalclaim" ("option_id");
CREATE INDEX "kb_historicalclaim_scope_id_2efa1414" ON "kb_historicalclaim" ("scope_id");
CREATE INDEX "kb_historicalclaim_source_id_e13c3f8f" ON "kb_historicalclaim" ("source_id");
CREATE INDEX "kb_historicalclaim_via_id_be408f03" ON "kb_historicalclaim" ("via_id");
CREATE INDEX "kb_aspect_group_id_e90700d6" ON "kb_aspect" ("group_id");
CREATE INDEX "kb_cell_state" ON "kb_cell" ("state");
CREATE UNIQUE INDEX "kb_cell_once" ON "kb_cell" ("framework_id", "aspect_id", (COALESCE("company_id", 0)));
CREATE UNIQUE INDEX "kb_gap_once" ON "kb_gap" ("framework_id", "aspect_id", (COALESCE("company_id", 0)));
CREATE INDEX "kb_option_slug_cc4cd686" ON "kb_option" ("slug");
CREATE INDEX "kb_option_aspect_id_6b16f32f" ON "kb_option" ("aspect_id");
CREATE UNIQUE INDEX "kb_resolution_once" ON "kb_resolution" ("framework_id", "aspect_id", (COALESCE("company_id", 0)));
CREATE INDEX "kb_resolution_aspect_id_cbb3878f" ON "kb_resolution" ("aspect_id");
CREATE INDEX "kb_resolution_company_id_30ca2d6e" ON "kb_resolution" ("company_id");
CREATE INDEX "kb_resolution_compared_to_id_b27c4d2b" ON "kb_resolution" ("compared_to_id");
CREATE INDEX "kb_resolution_framework_id_bbd1d44f" ON "kb_resolution" ("framework_id");
CREATE INDEX "kb_resolution_option_id_cce4ee78" ON "kb_resolution" ("option_id");
CREATE INDEX "kb_resolution_resolved_by_id_7b07650f" ON "kb_resolution" ("resolved_by_id");
CREATE INDEX "kb_snapshot_source_id_42d40fcc" ON "kb_snapshot" ("source_id");
CREATE INDEX "kb_claim_aspect_id_b1d5a0ce" ON "kb_claim" ("aspect_id");
CREATE INDEX "kb_claim_reviewed_by_id_7c7882b2" ON "kb_claim" ("reviewed_by_id");
CREATE INDEX "kb_claim_company_id_4b6550ae" ON "kb_claim" ("company_id");
CREATE INDEX "kb_claim_compared_to_id_22adaa83" ON "kb_claim" ("compared_to_id");
CREATE INDEX "kb_claim_framework_id_d2a42170" ON "kb_claim" ("framework_id");
CREATE INDEX "kb_claim_option_id_8223470b" ON "kb_claim" ("option_id");
CREATE INDEX "kb_claim_scope_id_833b1bcf" ON "kb_claim" ("scope_id");
CREATE INDEX "kb_claim_source_id_4a6a41a5" ON "kb_claim" ("source_id");
CREATE INDEX "kb_claim_via_id_6c0e1231" ON "kb_claim" ("via_id");
CREATE INDEX "kb_claim_cell" ON "kb_claim" ("framework_id", "aspect_id", "company_id", "status");
CREATE INDEX "kb_claim_status_source" ON "kb_claim" ("status", "source_id");
CREATE UNIQUE INDEX "kb_claim_once" ON "kb_claim" ("source_id", "locator", "framework_id", "aspect_id", (COALESCE("company_id", 0)), (COALESCE("option_id", 0)), (CAST(((CAST(COALESCE("number", 0) AS NUMERIC))) AS NUMERIC)), (COALESCE("boolean", 0)), "text", (COALESCE("scope_id", 0)), (COALESCE("compared_to_id", 0)), "as_of");
CREATE INDEX "kb_sourcelink_from_source_id_f1b221be" ON "kb_sourcelink" ("from_source_id");
CREATE INDEX "kb_sourcelink_to_source_id_1aa841f7" ON "kb_sourcelink" ("to_source_id");
CREATE INDEX "kb_formerslug_slug_1125fb8f" ON "kb_formerslug" ("slug");
CREATE INDEX "kb_formerslug_target" ON "kb_formerslug" ("kind", "target");
CREATE INDEX "kb_historicalformerslug_id_91de8f37" ON "kb_historicalformerslug" ("id");
CREATE INDEX "kb_historicalformerslug_slug_35f442a1" ON "kb_historicalformerslug" ("slug");
CREATE INDEX "kb_historicalformerslug_history_date_abb02bd5" ON "kb_historicalformerslug" ("history_date");
CREATE INDEX "kb_historicalformerslug_history_user_id_6f67a154" ON "kb_historicalformerslug" ("history_user_id");
CREATE UNIQUE INDEX "kb_option_degree_once" ON "kb_option" ("aspect_id", "degree") WHERE NOT ("degree" = 0 AND "degree" IS NOT NULL);
CREATE INDEX "kb_historicalsource_id_d8bc28ba" ON "kb_historicalsource" ("id");
CREATE INDEX "kb_historicalsource_slug_aa95d687" ON "kb_historicalsource" ("slug");
CREATE INDEX "kb_historicalsource_history_date_f6872044" ON "kb_historicalsource" ("history_date");
CREATE INDEX "kb_historicalsource_history_user_id_1f3467e0" ON "kb_historicalsource" ("history_user_id");
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES
('django_migrations',23),
('django_admin_log',0),
('django_content_type',38),
('auth_permission',157),
('auth_group',2),
('auth_user',1),
('kb_aspect',5),
('kb_option',2),
('kb_resolution',1),
('kb_snapshot',1),
('kb_claim',8),
('kb_sourcelink',1),
('auth_group_permissions',67),
('kb_historicalsource',2),
('kb_source',2),
('kb_framework',2),
('kb_historicalframework',3),
('kb_revision',1),
('kb_formerslug',1),
('kb_historicalformerslug',1),
('kb_historicalsourcelink',1),
('kb_historicalsnapshot',1),
('kb_aspectgroup',1),
('kb_historicalaspectgroup',1),
('kb_historicalaspect',5),
('kb_historicaloption',2),
('kb_scope',1),
('kb_historicalscope',1),
('kb_company',1),
('kb_historicalcompany',1),
('kb_historicalclaim',8),
('kb_cell',9),
('kb_historicalresolution',2),
('kb_resolution_claims',2),
('kb_historicalresolution_claims',2),
('kb_gap',1),
('kb_historicalgap',1),
('kb_need',1),
('kb_historicalneed',2),
('kb_need_options',1),
('kb_historicalneed_options',1);
COMMIT;
