# Uses await at the top level, and asyncio within a function.
# honest: all
# scores: rest full
# %% gap double
import asyncio


async def later(x):
    await asyncio.sleep(0)
    return 2 * x


first = await later(np.ones(2))


def double(x):
    return 2 * x
