BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE guild (
	id BIGINT NOT NULL, 
	joined_at DATETIME NOT NULL, 
	left_at DATETIME, 
	default_level VARCHAR(8), 
	private_default BOOLEAN, 
	CONSTRAINT pk_guild PRIMARY KEY (id), 
	CONSTRAINT ck_guild_default_level CHECK (default_level IN ('plain', 'clinical')), 
	CONSTRAINT ck_guild_private_default CHECK (private_default IN (0, 1))
);
INSERT INTO "guild" VALUES(4611686018427387904,'2026-11-23 09:30:00.000000',NULL,'clinical',1);
CREATE TABLE member (
	person_id BIGINT NOT NULL, 
	level VARCHAR(8), 
	private BOOLEAN, 
	text_only BOOLEAN NOT NULL, 
	CONSTRAINT pk_member PRIMARY KEY (person_id), 
	CONSTRAINT ck_member_level CHECK (level IN ('plain', 'clinical')), 
	CONSTRAINT ck_member_private CHECK (private IN (0, 1)), 
	CONSTRAINT ck_member_text_only CHECK (text_only IN (0, 1))
);
INSERT INTO "member" VALUES(4611686018427387915,'plain',0,1);
COMMIT;
