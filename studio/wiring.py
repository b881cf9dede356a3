"""The only place where concrete things meet: settings in, services out."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from brain.errors import StoreError
from brain.models import prices
from store import open_store
from store.actor import LOCAL_ACTOR, Actor
from studio import providers
from studio.adjusting import Adjusting
from studio.analytics.costs import Costs
from studio.analytics.dashboards import Dashboards
from studio.analytics.drift import DriftHistory
from studio.analytics.effectiveness import Effectiveness
from studio.analytics.emotions import EmotionHistory
from studio.analytics.week import Week
from studio.assets import Assets
from studio.casting import Casting
from studio.comparing import Comparing
from studio.conversations import Conversations
from studio.demo_history.service import DemoHistories
from studio.editing import Editing
from studio.evaluation.processes import Workers
from studio.evaluation.service import Evaluation
from studio.experiments.service import Experiments
from studio.experiments.taking import Taking
from studio.experiments.varying import Varying
from studio.extraction import Extractor
from studio.importing import Importing
from studio.indexing import Indexer
from studio.judging import Judging
from studio.library import Library
from studio.media.links import Links
from studio.media.portraits import Portraits
from studio.media.visual.drawn import DrawnPortrait
from studio.media.voice.espeak import EspeakVoice
from studio.media.voice.retrying import RetryingSpeech
from studio.memories import Memories
from studio.notebooks.running import Kitchen
from studio.notebooks.service import Notebooks
from studio.prompts import Prompts
from studio.publishing import Publishing
from studio.quotas import tiers
from studio.quotas.rates import Rates
from studio.quotas.service import Quotas
from studio.rating import Rating
from studio.real_persons import RealPersons
from studio.recollection import Recollection
from studio.remembered import Remembered
from studio.reporting import Reporting
from studio.summing import Summing
from studio.traits import Traits
from studio.versions import Versions
from studio.voices import Voices
from studio.warehousing import Warehousing
from studio.wizard.looks import Looks
from studio.wizard.making import Wizard
from studio.wizard.trying import Trying

if TYPE_CHECKING:
    from store import Store
    from studio.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a page, the API or the command line calls. One per process, safe to use from several threads."""

    settings: Settings
    store: Store
    actor: Actor
    library: Library
    versions: Versions
    editing: Editing
    comparing: Comparing
    real_persons: RealPersons
    adjusting: Adjusting
    conversations: Conversations
    prompts: Prompts
    judging: Judging
    memories: Memories
    traits: Traits
    providers: providers.Providers
    indexer: Indexer
    warehousing: Warehousing
    assets: Assets
    links: Links
    portraits: Portraits
    importing: Importing
    wizard: Wizard
    trying: Trying
    voices: Voices
    quotas: Quotas
    looks: Looks
    evaluation: Evaluation
    experiments: Experiments
    varying: Varying
    taking: Taking
    reporting: Reporting
    rating: Rating
    notebooks: Notebooks
    drift_history: DriftHistory
    emotion_history: EmotionHistory
    costs: Costs
    dashboards: Dashboards
    week: Week
    effectiveness: Effectiveness
    demo: DemoHistories

    def close(self) -> None:
        """Let go of the database and the index, and end the process of the preview voice."""
        self.notebooks.jobs.close()
        self.evaluation.workers.close()
        self.memories.extractor.stop()
        self.memories.summing.stop()
        self.indexer.stop()
        self.warehousing.stop()
        self.voices.close()
        self.store.close()


@dataclass(frozen=True, slots=True)
class _Core:
    """What nearly every service is made from."""

    settings: Settings
    casting: Casting
    store: Store
    quotas: Quotas


@dataclass(frozen=True, slots=True)
class _Talking:
    """Conversations and what personas remember of them."""

    recollection: Recollection
    conversations: Conversations
    memories: Memories


@dataclass(frozen=True, slots=True)
class _Testing:
    """Runs of suites, and versions, which may have to pass some before they are published."""

    evaluation: Evaluation
    versions: Versions


def build(settings: Settings) -> Services:
    """The services over the configured database, migrated, with replies recovered that a killed process left behind.

    Raises StoreError where the database cannot be used.
    """
    core = _core(settings)
    casting, store, quotas, asking = core.casting, core.store, core.quotas, core.quotas.asking
    talking, testing = _talking(core), _testing(core)
    conversations, versions, evaluation = talking.conversations, testing.versions, testing.evaluation
    portraits = Portraits(store=store, model=DrawnPortrait(), folder=settings.data_dir / "cache" / "portraits")
    importing = Importing(store=store, portraits=portraits)
    drift_history, emotion_history, costs = DriftHistory(store), EmotionHistory(store), Costs(store)
    dashboards = (drift_history.dashboard(), emotion_history.dashboard(), costs.dashboard())
    rating = Rating(store=store, evaluation=evaluation)
    varying = Varying(store, evaluation, rating)
    return Services(
        settings=settings, store=store, actor=LOCAL_ACTOR, quotas=quotas, library=Library(store), versions=versions,
        editing=Editing(versions), comparing=Comparing(conversations), real_persons=RealPersons(store),
        adjusting=Adjusting(store, versions), conversations=conversations, memories=talking.memories,
        prompts=Prompts(store=store, casting=casting, recollection=talking.recollection, default_model=settings.model),
        judging=Judging(store=store, casting=casting, conversations=conversations, asking=asking),
        traits=Traits(store=store, casting=casting, conversations=conversations, versions=versions, asking=asking),
        providers=providers.Providers(settings=settings, casting=casting), voices=_voices(core),
        indexer=Indexer(store=store, embedder=casting.embedder, keep_up=talking.memories.keep_up),
        warehousing=Warehousing(store=store, settings=settings), assets=Assets(store), trying=Trying(casting),
        links=Links(settings.data_dir / "links.key"), portraits=portraits, importing=importing,
        wizard=Wizard(store=store, casting=casting, importing=importing, asking=asking),
        looks=Looks(store=store, portraits=portraits), evaluation=evaluation, reporting=Reporting(evaluation, settings),
        rating=rating, experiments=_experiments(core, conversations), varying=varying, taking=Taking(varying),
        notebooks=_notebooks(core, testing), drift_history=drift_history, emotion_history=emotion_history, costs=costs,
        dashboards=Dashboards({one.name: one for one in dashboards}), week=Week(store),
        effectiveness=Effectiveness(store), demo=_demo(core),
    )  # fmt: skip


def _core(settings: Settings) -> _Core:
    """The open store, recovered, and the limits over it."""
    make_data_dir(settings)
    prices.use(settings.prices_file)
    casting = Casting(settings)
    store = open_store(
        settings.url,
        index_path=settings.index_path,
        media_path=settings.media_path,
        warehouse_path=settings.warehouse_path,
        embedder_id=casting.embedder.id,
        dimensions=casting.embedder.dimensions,
        migrate=True,
    )
    store.users.ensure_local()
    store.conversations.recover()
    store.quotas.recover()
    return _Core(settings, casting, store, _quotas(settings, store))


def _quotas(settings: Settings, store: Store) -> Quotas:
    rates = Rates(say=settings.rate_say, api=settings.rate_api, storage=settings.rate_storage)
    plans = tiers.load(settings.tiers_file)
    return Quotas(store=store, tiers=plans, rates=rates, prompt_tokens=settings.prompt_tokens)


def _talking(core: _Core) -> _Talking:
    store, casting, asking = core.store, core.casting, core.quotas.asking
    recollection = Recollection(store=store, embedder=Remembered(casting.embedder))
    reader = casting.structured() if core.settings.memory_tier == "llm" else None
    extractor = Extractor(store=store, model=reader, asking=asking)
    summing = Summing(store=store, model=reader, asking=asking)
    return _Talking(
        recollection,
        Conversations(
            store=store,
            casting=casting,
            recollection=recollection,
            default_model=core.settings.model,
            extractor=None if reader is None else extractor,
            quotas=core.quotas,
        ),
        Memories(store=store, embedder=casting.embedder, extractor=extractor, summing=summing),
    )


def _testing(core: _Core) -> _Testing:
    store, settings = core.store, core.settings
    evaluation = Evaluation(
        store=store,
        casting=core.casting,
        library=Library(store),
        versions=Versions(store),
        workers=Workers(store, settings),
        quotas=core.quotas,
    )
    gate = Publishing(evaluation, settings.publish_suites, settings.model) if settings.publish_suites else None
    return _Testing(evaluation, Versions(store, gate))


def _experiments(core: _Core, conversations: Conversations) -> Experiments:
    return Experiments(
        store=core.store,
        casting=core.casting,
        conversations=conversations,
        folder=core.settings.data_dir / "experiments",
        quotas=core.quotas,
    )


def _notebooks(core: _Core, testing: _Testing) -> Notebooks:
    return Notebooks(
        Kitchen(
            store=core.store,
            casting=core.casting,
            library=Library(core.store),
            versions=testing.versions,
            evaluation=testing.evaluation,
            quotas=core.quotas,
        )
    )


def _demo(core: _Core) -> DemoHistories:
    return DemoHistories(core.store, core.casting, core.settings.data_dir if core.store.database.is_sqlite else None)


def _voices(core: _Core) -> Voices:
    store, remote = core.store, providers.elevenlabs(core.settings)
    return Voices(
        embedded=EspeakVoice(),
        remote=None if remote is None else RetryingSpeech(remote),
        catalogue=remote,
        consents=store.consents.list,
        ledger=lambda actor, usage, persona_id: store.usage.add(
            actor, usage, purpose="speech", persona_id=persona_id or None
        ),
        speaking=core.quotas.speaking,
    )


def make_data_dir(settings: Settings) -> None:
    """Make the data folder, for its owner only, where it is missing. Raises StoreError where that cannot be done."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(
            f"The data folder {str(settings.data_dir)!r} cannot be used.",
            why=f"{error.strerror}.",
            next_step="Set PERSONAFORGE_DATA_DIR to a folder that this user may write to.",
        ) from error


class Shared:
    """The services of this process over some settings: made at the first call, then the same for pages and API."""

    def __init__(self) -> None:
        self._made: dict[Settings, Services] = {}
        # Two tabs that open at once must not open two stores: the second waits for the first.
        self._lock = threading.Lock()

    def __call__(self, settings: Settings) -> Services:
        """The services over those settings. Raises StoreError where the database cannot be used."""
        with self._lock:
            if settings not in self._made:
                self._made[settings] = build(settings)
            return self._made[settings]

    def cache_clear(self) -> None:
        """Forget all services, without closing them."""
        with self._lock:
            self._made.clear()


shared = Shared()
