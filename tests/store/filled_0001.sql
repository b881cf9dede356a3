-- What the tables of revision 0001 held: a conversation of two turns, and three memories, one superseded, one deleted.
INSERT INTO genomes VALUES ('h', 1, '{}');
INSERT INTO personas VALUES ('p', 'U', 'Ada', 'ada', '', 'sage', '[]', 'active', NO, NO, NO, '', '', 'v', 1, 2, 0, 'T', 'T', NULL);
INSERT INTO versions VALUES ('v', 'p', 1, NULL, '', 'h', 'U', 'T');
INSERT INTO sessions VALUES ('s', 'p', 'v', 'U', '', 'chat', '', 'm', 0, NULL, NO, '{}', '{}', 2, 0, NULL, NULL, 'T', 'T');
INSERT INTO interactions VALUES ('i1', 's', 'p', 'U', 1, 'chat', 'My zither is old', 'How old?', '[]', 'complete', '', '{}',
 '{}', '{}', '{}', 0, NULL, '', '', '', 0, 0, 0, 0, NULL, 0, 0, NULL, 1, 1, NULL, 'T');
INSERT INTO interactions VALUES ('i2', 's', 'p', 'U', 2, 'chat', 'From Vienna', 'I see.', '[]', 'complete', '', '{}',
 '{}', '{}', '{}', 0, NULL, '', '', '', 0, 0, 0, 0, NULL, 0, 0, NULL, 1, 1, NULL, 'T');
INSERT INTO memories VALUES ('new', 'p', 'U', 's', 'I moved to Bergen', 'c1', 'fact', 'user', 0.5, 0, 7, 2, 0, 9, NO, NO, NULL, 'T', NULL, NULL);
INSERT INTO memories VALUES ('old', 'p', 'U', 's', 'I live in Oslo', 'c2', 'fact', 'user', 0.5, 3, 7, 1, 0, 9, NO, NO, 'new', 'T', 'T', NULL);
INSERT INTO memories VALUES ('gone', 'p', 'U', NULL, 'likes tea', 'c3', 'fact', 'user', 0.5, 0, 7, NULL, NULL, NULL, NO, NO, NULL, 'T', NULL, 'T');
INSERT INTO outbox (memory_id, persona_id, user_id, operation, created_at) VALUES ('new', 'p', 'U', 'upsert', 'T');
