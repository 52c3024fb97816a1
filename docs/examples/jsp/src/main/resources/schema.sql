create table users (
  name varchar(50) primary key,
  role varchar(20) not null,
  salt char(32) not null,
  password char(64) not null
);
create table articles (
  id integer generated always as identity primary key,
  name varchar(100) not null,
  count integer not null
);
-- Two users to try it with; the password of ada is ada-password, that of bob bob-password.
insert into users (name, role, salt, password) values
  ('ada', 'clerk', '22c5724c6fad8e90338234727d04af55',
    '32787bcc34e0584aea8ff2d49994de047e9e83d964b3039981d03b256a9d7cb3'),
  ('bob', 'reader', 'af2522eeffc45bd8e407290d07304532',
    '79117aa481c9de299e426f5bd78212fcd2ced57663e07dab310aa866b8f46be1');
insert into articles (name, count) values ('Bolt M8', 400), ('Nut M8', 380);
