create table if not exists users (
  name varchar(50) primary key,
  role varchar(20) not null,
  salt char(32) not null,
  password char(64) not null
);
create table if not exists tickets (
  id integer generated always as identity primary key,
  title varchar(100) not null,
  is_open boolean not null
);
-- Two users to try it with; the password of grace is grace-password, that of linus linus-password.
merge into users (name, role, salt, password) values
  ('grace', 'lead', '4ade856b905c8a9ffa4c8c7d4f9f2d34',
    'ab52f3cdd2f6fa48aadeec167ad819713bbe9fd7af6c59994732c07d78152401'),
  ('linus', 'agent', 'cef012f34e0aeef9a4892d951fecaa00',
    'b2bb5296b79d25c0e16af7b34e18f2a01aa5af13e541fcf3e43c476e5f4406da');
insert into tickets (title, is_open)
  select * from (values ('The printer is on fire', true), ('No toner', true)) where not exists (select 1 from tickets);
