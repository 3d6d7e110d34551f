from flows import sample
from flows.artifacts import _WEIGHTS
from flows.pipeline import PlainStages, run


def test_progress_knows_every_stage(tmp_path):
    sample.write(tmp_path / "dumps", 30)
    told = []
    stages = PlainStages(1, None, lambda name, facts: told.append(name))

    run([str(tmp_path / "dumps")], tmp_path / "warehouse", index=True, stages=stages)

    assert list(dict.fromkeys(told)) == list(_WEIGHTS)
