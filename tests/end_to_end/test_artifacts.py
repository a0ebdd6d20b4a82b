"""What is asked as a chart or a report is made, shown, stored and kept."""

import json
import sqlite3
from contextlib import closing

from infra.simulators.platform.organizations import FIRST_ORGANIZATION
from tests.end_to_end.test_questions import COUNT, ask
from tests.infra.launcher.launched import Launched
from tests.requirements import requirement


@requirement("artifact")
def test_a_chart_holds_the_figures_of_the_data_and_is_cited(product: Launched) -> None:
    with closing(sqlite3.connect(product.data_dir / "platform" / "platform-sim.sqlite")) as platform:
        counted = dict(platform.execute(COUNT, [FIRST_ORGANIZATION.id]).fetchall())

    text, chunks = ask(product, "Show our interactions per channel as a bar chart")

    (told,) = [chunk for chunk in chunks if chunk["type"] == "data-artifact"]
    made = told["data"]
    assert (made["kind"], made["version"], made["artifactId"]) == ("chart", 1, told["id"])
    (references,) = [chunk["data"]["references"] for chunk in chunks if chunk["type"] == "data-references"]
    cited = {reference["id"]: reference["index"] for reference in references}
    assert f"[{cited[made['artifactId']]}]" in text
    content = json.loads(product.get(f"/api/v1/chat/artifacts/{made['artifactId']}/versions/1/content"))
    assert {point["x"]: point["y"] for point in content["data"]["values"]} == counted
