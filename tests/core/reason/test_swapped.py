"""The two sides of a verb in each other's place, in both languages; and what only looks like it."""

from hopyard.core.reason.verify import verdict_of

_PAIRS = """
Corvanth was bred at Pellamor in 2009. | - Pellamor was bred at Corvanth in 2009.
Veltrix acquired Norholm in 2019. | - Norholm acquired Veltrix in 2019.
Veltrix acquired Norholm. | + Norholm was acquired by Veltrix. | - Norholm has acquired Veltrix.
Norholm was acquired by Veltrix in 2019. | + Veltrix acquired Norholm. | - Norholm acquired Veltrix.
Tarn-2 outperforms Birk-7 on reading tasks. | - Birk-7 outperforms Tarn-2. | + Tarn-2 outperforms Birk-7.
Ebba Lund succeeded Olaf Brandt as chair. | - Olaf Brandt succeeded Ebba Lund as chair.
Marrow Bay supplies Port Linden with steel. | - Port Linden supplies Marrow Bay with steel.
Veltrix owns 40% of Norholm. | - Norholm owns 40% of Veltrix.
The capital of Sarn is Dovel. | - The capital of Dovel is Sarn. | + Dovel is the capital of Sarn.
Higher power prices caused lower output. | - Lower output caused higher power prices.
Norholm is the firm Veltrix bought. | - Veltrix is the firm Norholm bought.
Veltrix and Norholm merged in 2019. | + Norholm and Veltrix merged in 2019.
Norholm met Veltrix in Sarn. | + Veltrix met Norholm in Sarn.
The Sarn river flows through Dovel. | + Through Dovel flows the Sarn river.
Sarn and Dovel and Linden grew. | + Linden and Dovel and Sarn grew.
Veltrix sued Norholm, and Norholm sued Veltrix. | + Norholm sued Veltrix.
青禾科技收购了北岭电机。 | - 北岭电机收购了青禾科技。
青禾科技收购了北岭电机。 | + 北岭电机被青禾科技收购。 | + 青禾科技已收购北岭电机。
北岭电机被青禾科技收购。 | - 北岭电机收购了青禾科技。 | - 青禾科技被北岭电机收购。
2019年，青禾科技收购了北岭电机60%的股份。 | - 2019年，北岭电机收购了青禾科技60%的股份。
青禾科技为北岭电机提供服务。 | - 北岭电机为青禾科技提供服务。
李明接替王芳担任董事长。 | - 王芳接替李明担任董事长。 | + 王芳由李明接替。
赛里斯投资了英伟达。 | - 英伟达投资了赛里斯。
英伟达投资OpenAI。 | - OpenAI投资英伟达。
Tarn-2优于Birk-7。 | - Birk-7优于Tarn-2。
檐月的首府是上谷。 | - 上谷的首府是檐月。 | + 上谷是檐月的首府。
中国是檐月最大的买家。 | - 檐月是中国最大的买家。 | + 檐月最大的买家是中国。
电价上涨导致产量下降。 | - 产量下降导致电价上涨。
公司将总部从上谷迁至檐月。 | - 公司将总部从檐月迁至上谷。
青禾科技与北岭电机合作。 | + 北岭电机与青禾科技合作。
苏州、南京和杭州入选。 | + 杭州、南京和苏州入选。
512张卡用于训练Tarn-2。 | + 训练Tarn-2用了512张卡。
"""


def test_who_does_it_and_to_whom_is_not_exchanged() -> None:
    wrong = []
    for row in _PAIRS.strip().splitlines():
        passage, *said = row.split(" | ")
        for one in said:
            is_carried = verdict_of(one[2:], [passage]).verdict == "supported"
            if is_carried != (one[0] == "+"):
                wrong.append(f"{passage} {one}")
    assert wrong == []


def test_a_denial_with_nothing_of_weight_behind_it_is_seen() -> None:
    """`没有给出`: what it denies stands before it."""
    passage = "谷物与酒花的种植对用水需求带来急剧提升。 The mill adds to the demand for power."
    for said in ("用水需求没有给出。", "Demand for power is not there."):
        assert verdict_of(said, [passage]).verdict == "unsupported"
    assert verdict_of("合作社2023年的产量没有给出。", ["合作社没有给出2023年的产量。"]).verdict == "supported"
