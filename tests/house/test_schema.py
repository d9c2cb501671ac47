"""docs/schema.sql shows the tables as the migrations make them."""

import importlib.util
import os

import pytest
from django.db import connection

from house.source import ROOT

PATH = ROOT / "script" / "dump_schema.py"
DUMPED = """--
-- Name: auth_group; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.auth_group (id integer);


--
-- Name: mail_letter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mail_letter (id uuid);


SET default_tablespace = '';
\\unrestrict x
"""


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("dump_schema", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.django_db
def test_the_documented_schema_is_that_of_the_migrations(script):
    if connection.pg_version < 180000:
        pytest.skip("the schema is written as PostgreSQL 18 tells it")
    documented = (ROOT / "docs" / "schema.sql").read_text()
    assert script.dump(os.environ["DATABASE_URL"]) == documented, "run script/schema"


def test_only_our_tables_are_shown_without_what_changes_from_run_to_run(script):
    assert script.only_ours(DUMPED) == (
        f"{script.HEADING}\n-- table: mail_letter\n\nCREATE TABLE public.mail_letter (id uuid);\n"
    )
